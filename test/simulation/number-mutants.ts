/** Bugs planted where a document takes its number, each to be found by the simulation. */
import type { Write } from '../../shared/ledger/writes.ts';
import type { Commit } from '../../shared/posting/ports.ts';
import { Store } from '../../shared/store/store.ts';
import type { Mutant } from './mutants.ts';

const isClaimOfNumber = (write: Write): boolean =>
  write.kind === 'append' && write.key.subject.startsWith('number:');

const tells = (write: Write, field: string, ...values: readonly unknown[]): boolean =>
  write.kind === 'append' && values.includes(write.record[field]);

/** Claims no number together with a record of which that is so. */
const unclaimedWith = (isSuch: (write: Write) => boolean) =>
  class LeavesNumbers extends Store {
    override async commit(writes: readonly Write[]): Promise<Commit> {
      return super.commit(writes.some(isSuch) ? writes.filter((write) => !isClaimOfNumber(write)) : writes);
    }
  };

const LeavesNumbersOfRefused = unclaimedWith((write) => tells(write, 'status', 'held', 'rejected'));
const LeavesNumbersOfCorrected = unclaimedWith(
  (write) => write.kind === 'append' && write.record['correctedBy'] !== undefined,
);

class TakesWaybillsForVoided extends Store {
  override async takenBack(): ReturnType<Store['takenBack']> {
    return { isTakenBack: true, unless: [] };
  }
}

export const numberMutants: readonly Mutant[] = [
  {
    name: 'an engine that keeps no number for what is held or rejected',
    seeds: 100,
    substitutes: { journal: (tables) => new LeavesNumbersOfRefused(tables) },
  },
  {
    name: 'a correction that leaves the number with what it corrects',
    seeds: 200,
    substitutes: { journal: (tables) => new LeavesNumbersOfCorrected(tables) },
  },
  {
    name: 'a waybill whose number is free though nothing took it back',
    seeds: 100,
    substitutes: { journal: (tables) => new TakesWaybillsForVoided(tables) },
  },
];
