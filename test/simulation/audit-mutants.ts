/** Bugs planted in audits, each to be found where an audit is drawn and visited among all else, under faults. */
import type { CalendarDate } from '../../shared/domain/events.ts';
import type { OpenedAudit, SealedBook } from '../../shared/ledger/audits.ts';
import { Audits, type DrawnReceipt } from '../../shared/store/audits.ts';
import { Store } from '../../shared/store/store.ts';
import type { Mutant } from './mutants.ts';

class DrawsByAnotherRule extends Audits {
  override drawn(audit: OpenedAudit, draw: number): Promise<DrawnReceipt> {
    return super.drawn({ ...audit, seed: `${audit.seed}0` }, draw);
  }
}

/** More entries than a history's book has. */
const farBeyond = 1_000;

/** Whoever books a receipt after the seal would choose what is drawn. */
class DrawsBeyondTheSeal extends Audits {
  override async sealedBooks(date: CalendarDate, orderId: string): Promise<readonly SealedBook[]> {
    const books = await super.sealedBooks(date, orderId);
    return books.map(({ account, seq }) => ({ account, seq: seq + farBeyond }));
  }
}

class CountsWhatWasReturned extends Audits {
  override async drawn(audit: OpenedAudit, draw: number): Promise<DrawnReceipt> {
    return { ...(await super.drawn(audit, draw)), isVoid: false };
  }
}

const planted = (Planted: typeof Audits): Mutant['substitutes'] => ({
  journal: (tables) => {
    const store = new Store(tables);
    return Object.assign(store, { audits: new Planted(tables, store.chains) });
  },
});

export const auditMutants: readonly Mutant[] = [
  {
    name: 'an audit that draws by another rule',
    firstSeed: 70,
    seeds: 60,
    substitutes: planted(DrawsByAnotherRule),
  },
  {
    name: 'an audit that draws what was booked after the seal',
    firstSeed: 190,
    seeds: 100,
    substitutes: planted(DrawsBeyondTheSeal),
  },
  {
    name: 'an audit that draws what was returned as if it stood',
    firstSeed: 270,
    seeds: 100,
    substitutes: planted(CountsWhatWasReturned),
  },
];
