/** Bugs planted where a document takes its number, each to be found by the simulation. */
import { defaultZone } from '../../shared/domain/zoned-date.ts';
import { type BookIndex, documentKey } from '../../shared/ledger/book.ts';
import type { ItemKey } from '../../shared/ledger/keys.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import type { Commit } from '../../shared/posting/ports.ts';
import { Books } from '../../shared/store/books.ts';
import type { Chains } from '../../shared/store/chains.ts';
import { Store } from '../../shared/store/store.ts';
import type { Tables } from '../../shared/store/tables.ts';
import type { Mutant } from './mutants.ts';
import { transfersBothWays } from './written-histories.ts';

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

/** It has the transfers that come into a book among the documents that are numbered there. */
class NumbersWhatComesIn extends Books {
  readonly #chains: Chains;

  constructor(tables: Tables, chains: Chains) {
    super(tables, chains, defaultZone);
    this.#chains = chains;
  }

  override async get(table: ItemKey['table'], account: string): Promise<BookIndex> {
    const book = await super.get(table, account);
    for (const { type, reference, digest, seq } of await this.#chains.entriesFrom(table, account, 1)) {
      const key = documentKey(type, reference);
      if (type === 'transfer' && !book.documents.has(key))
        book.documents.set(key, { householdId: undefined, digest, seq });
    }
    return book;
  }
}

class NumbersTransfersTwice extends Store {
  override readonly books: Books;
  constructor(tables: Tables) {
    super(tables);
    this.books = new NumbersWhatComesIn(tables, this.chains);
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
  {
    name: 'a transfer that takes its number in both books',
    seeds: 10,
    history: transfersBothWays,
    substitutes: { journal: (tables) => new NumbersTransfersTwice(tables) },
  },
];
