/** Counts again what households said and complained of, and compares that with the totals of each order. */
import { newestStatement } from '../domain/statements.ts';
import { readTally, talliesPrefix } from '../ledger/assurance-tally.ts';
import { isComplaintSubject, readComplaint } from '../ledger/complaints.ts';
import { seqOfItem } from '../ledger/keys.ts';
import type { StoredRecord } from '../ledger/record-fields.ts';
import { isStatementsSubject, readStatement, type Statement } from '../ledger/statements.ts';
import type { Finding } from './kept-link.ts';

type Totals = ReadonlyMap<string, number>;

interface Raised {
  readonly orderId: string;
  readonly dueOn: string;
}

/** Takes items in any order, of one reading of the tables. */
export class SaidAudit {
  /** By order, household and receipt or payment. */
  readonly #statements = new Map<string, Statement[]>();
  readonly #raised = new Map<string, Raised>();
  readonly #answered = new Set<string>();
  /** The last totals of each order. */
  readonly #told = new Map<string, { readonly seq: number; readonly totals: Totals }>();

  take({ subject, item, record }: Pick<StoredRecord, 'subject' | 'item' | 'record'>): void {
    if (isStatementsSubject(subject)) {
      const said = readStatement(record);
      const key = JSON.stringify([said.orderId, said.householdId, said.reference, said.of ?? '']);
      this.#statements.set(key, [...(this.#statements.get(key) ?? []), said]);
    } else if (isComplaintSubject(subject)) {
      if (seqOfItem(item) > 1) this.#answered.add(subject);
      else {
        const { orderId, dueOn } = readComplaint(record);
        if (orderId !== undefined) this.#raised.set(subject, { orderId, dueOn });
      }
    } else if (subject.startsWith(talliesPrefix)) {
      const orderId = subject.slice(talliesPrefix.length);
      const { seq, tally } = readTally(record);
      if (seq <= (this.#told.get(orderId)?.seq ?? 0)) return;
      const answered = [...tally.answered.values()].reduce((sum, count) => sum + count, 0);
      const waiting = [...tally.unanswered].map(([dueOn, count]) => [waitingFor(dueOn), count] as const);
      const totals = [...Object.entries(tally.statements), ...waiting, [answeredCell, answered] as const];
      this.#told.set(orderId, { seq, totals: new Map(totals) });
    }
  }

  /** None where the totals of every order are what was said under it. */
  findings(): readonly Finding[] {
    const counted = this.#counted();
    const orderIds = new Set([...counted.keys(), ...this.#told.keys()]);
    return [...orderIds].sort().flatMap((orderId) => {
      const { seq, totals } = this.#told.get(orderId) ?? { seq: 0, totals: new Map<string, number>() };
      const own = counted.get(orderId) ?? new Map<string, number>();
      return [...new Set([...own.keys(), ...totals.keys()])].flatMap((cell): Finding[] => {
        const [count, found] = [own.get(cell) ?? 0, totals.get(cell) ?? 0];
        if (count === found) return [];
        const expected = `${count} ${cell}, as households said`;
        return [{ account: `${talliesPrefix}${orderId}`, seq, at: '', expected, found: String(found) }];
      });
    });
  }

  #counted(): ReadonlyMap<string, Totals> {
    const counted = new Map<string, Map<string, number>>();
    const count = (orderId: string, cell: string): void => {
      const totals = counted.get(orderId) ?? new Map<string, number>();
      counted.set(orderId, totals.set(cell, (totals.get(cell) ?? 0) + 1));
    };
    for (const said of this.#statements.values()) {
      const newest = newestStatement(said);
      if (newest !== undefined) count(newest.orderId, newest.statement);
    }
    for (const [subject, { orderId, dueOn }] of this.#raised)
      count(orderId, this.#answered.has(subject) ? answeredCell : waitingFor(dueOn));
    return counted;
  }
}

const answeredCell = 'complaints answered';
const waitingFor = (dueOn: string): string => `complaints that wait until ${dueOn}`;
