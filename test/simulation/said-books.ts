/** What was said under each order, counted here again by plain arithmetic and held against the totals of the books. */
import type { JsonObject } from '../../shared/domain/canonical.ts';
import { readTally } from '../../shared/ledger/assurance-tally.ts';
import { readAnswer, readComplaint } from '../../shared/ledger/complaints.ts';
import { readStatement, type Statement } from '../../shared/ledger/statements.ts';

const zoneMs = 9 * 3_600_000;
const dayMs = 86_400_000;
const dayOf = (time: string): number => Math.floor((Date.parse(time) + zoneMs) / dayMs);

interface Raised {
  readonly orderId: string | undefined;
  readonly dueOn: string;
  readonly day: number;
  answeredAfter: number | undefined;
}

export class SaidBooks {
  /** By order, household and receipt. */
  readonly #statements = new Map<string, Statement[]>();
  readonly #complaints = new Map<string, Raised>();
  /** What the books say: the last totals of each order. */
  readonly #totals = new Map<string, string>();
  readonly #changed = new Set<string>();

  /** Takes in what a transaction appended. */
  observe(partition: string, sort: string, record: JsonObject): void {
    if (partition.startsWith('statements:')) {
      const said = readStatement(record);
      const key = `${said.orderId}\n${said.householdId}\n${said.reference}`;
      this.#statements.set(key, [...(this.#statements.get(key) ?? []), said]);
      this.#changed.add(said.orderId);
    } else if (partition.startsWith('complaint:')) this.#observeComplaint(partition, sort, record);
    else if (partition.startsWith('said:')) {
      const orderId = partition.slice('said:'.length);
      const { tally } = readTally(record);
      this.#totals.set(orderId, textOf(tally.statements, tally.unanswered, tally.answered));
      this.#changed.add(orderId);
    }
  }

  #observeComplaint(partition: string, sort: string, record: JsonObject): void {
    if (Number(sort) === 1) {
      const { orderId, dueOn, time } = readComplaint(record);
      this.#complaints.set(partition, { orderId, dueOn, day: dayOf(time), answeredAfter: undefined });
      if (orderId !== undefined) this.#changed.add(orderId);
      return;
    }
    const raised = this.#complaints.get(partition);
    if (raised === undefined) return;
    raised.answeredAfter ??= Math.max(0, dayOf(readAnswer(record).time) - raised.day);
    if (raised.orderId !== undefined) this.#changed.add(raised.orderId);
  }

  /** What is wrong with the totals of an order that the transaction changed; `undefined` where they hold. */
  assess(): string | undefined {
    const wrong = [...this.#changed].find((orderId) => this.#counted(orderId) !== this.#told(orderId));
    const what =
      wrong && `the totals of ${wrong} are ${this.#told(wrong)}, but ${this.#counted(wrong)} was said`;
    this.#changed.clear();
    return what;
  }

  #told(orderId: string): string {
    const nothing = { received: 0, less: 0, 'not-received': 0 };
    return this.#totals.get(orderId) ?? textOf(nothing, new Map(), new Map());
  }

  #counted(orderId: string): string {
    const statements = { received: 0, less: 0, 'not-received': 0 };
    for (const [key, said] of this.#statements) {
      if (!key.startsWith(`${orderId}\n`)) continue;
      const last = said.toSorted(
        (one, other) =>
          Date.parse(one.time) - Date.parse(other.time) ||
          Date.parse(one.recordedAt) - Date.parse(other.recordedAt),
      );
      const newest = last.at(-1);
      if (newest !== undefined) statements[newest.statement] += 1;
    }
    const [unanswered, answered] = [new Map<string, number>(), new Map<number, number>()];
    for (const { dueOn, answeredAfter } of this.#complaintsOf(orderId)) {
      if (answeredAfter === undefined) unanswered.set(dueOn, (unanswered.get(dueOn) ?? 0) + 1);
      else answered.set(answeredAfter, (answered.get(answeredAfter) ?? 0) + 1);
    }
    return textOf(statements, unanswered, answered);
  }

  #complaintsOf(orderId: string): readonly Raised[] {
    return [...this.#complaints.values()].filter((raised) => raised.orderId === orderId);
  }
}

const textOf = (
  statements: object,
  unanswered: ReadonlyMap<string, number>,
  answered: ReadonlyMap<number, number>,
): string => JSON.stringify([statements, [...unanswered].sort(), [...answered].sort()]);
