/**
 * An audit among the history: what is booked so far is sealed, and households that the audit draws are visited while the rest
 * of the history goes on, under its faults. In the end it is held against the contract's plain sums.
 */
import { answerAudit, answerAuditDraws } from '../../functions/ledger-api/audits.ts';
import { QueryProblem } from '../../functions/ledger-api/problem.ts';
import type { QueryContext } from '../../functions/ledger-api/query-context.ts';
import { SealArchive } from '../../shared/audit/archive/seal-archive.ts';
import { sealBooks } from '../../shared/audit/seal-day.ts';
import { readSealLines } from '../../shared/audit/sealed-books.ts';
import { parseAccount } from '../../shared/domain/accounts.ts';
import { amountOf, quantityIn, type Unit } from '../../shared/domain/quantity.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import type { Tables } from '../../shared/store/tables.ts';
import type { Dice } from '../support/dice.ts';
import { MemoryLists } from '../support/memory-lists.ts';
import {
  AuditModel,
  type AuditTerms,
  type SentReceipt,
  type Verdict,
  type Visit,
} from './audits/audit-model.ts';
import { assessDraw, assessVerdict, foundOf } from './audits/verdict.ts';
import type { Sending } from './history.ts';
import { ensure, Violation } from './violation.ts';

const zone = 'Asia/Pyongyang';
const source = 'urn:relief:test';
const auditId = 'A-1';
const drawsVisited = 10;

/** What a history hands out, each in its order's unit. */
const measures = [
  { commodity: 'rice', unit: 'kg' },
  { commodity: 'oil', unit: 'bottle' },
] as const;

/** Of one measure under one order. */
interface Drawable {
  readonly orderId: string;
  readonly commodity: string;
  readonly unit: Unit;
  readonly receipts: readonly SentReceipt[];
}

type Accounts = ReadonlyMap<string, readonly Entry[]>;

export class HistoryAudit {
  /** The opening and the sheets of visits, in any order, and some of them twice. */
  readonly sendings: readonly Sending[];
  readonly #drawable: Drawable;
  readonly #model: AuditModel;
  /** By the event that told of them. */
  readonly #visits: ReadonlyMap<string, readonly Visit[]>;

  private constructor(dice: Dice, drawable: Drawable, sealDate: string) {
    const { orderId, commodity, unit, receipts } = drawable;
    const standing = receipts.reduce((sum, one) => sum + (one.isReturnedBySeal ? 0n : one.grams), 0n);
    const terms: AuditTerms = {
      seed: Array.from({ length: 24 }, () => dice.whole(0, 9)).join(''),
      method: dice.pick(['kaplan-markov', 'betting']),
      riskPercent: dice.pick([5, 10, 40]),
      toleranceGrams: (standing * BigInt(dice.whole(20, 60))) / 100n,
    };
    const { toleranceGrams, ...others } = terms;
    this.#drawable = drawable;
    this.#model = new AuditModel(receipts, terms);
    const opening = sendingOf('audit', 'opened', orderId, {
      auditId,
      orderId,
      measure: { commodity },
      tolerance: { quantity: quantityIn(toleranceGrams, unit), unit },
      sealDate,
      ...others,
    });
    const sheets = this.#sheets(dice);
    this.#visits = new Map(
      sheets.map((visits, index) => [eventKey({ source, id: `visits-${index}` }), visits] as const),
    );
    const told = sheets.map((visits, index) =>
      sendingOf(`visits-${index}`, 'observed', auditId, {
        auditId,
        observations: visits.map((visit) => this.#told(visit)),
      }),
    );
    const all = [opening, ...told].flatMap((one) => (dice.chance(0.3) ? [one, again(one)] : [one]));
    this.sendings = dice.chance(0.5) ? all : dice.shuffled(all);
  }

  /** Seals what is booked; `undefined` where too little was handed out to be audited. `entries` are by account. */
  static async begun(
    dice: Dice,
    tables: Tables,
    entries: Accounts,
    now: () => string,
  ): Promise<HistoryAudit | undefined> {
    const archive = new SealArchive(new MemoryLists());
    const { seal, findings } = await sealBooks({ tables, archive, now, zone });
    ensure(
      findings.length === 0,
      () => `the seal found ${findings.map(({ account }) => account)} tampered with`,
    );
    const sealed = new Map(
      readSealLines(await archive.list(seal.tails)).map(({ account, seq }) => [account, seq] as const),
    );
    const drawable = drawablesOf(entries, sealed);
    return drawable.length === 0 ? undefined : new HistoryAudit(dice, dice.pick(drawable), seal.date);
  }

  /** `recorded` are the events that the audit has taken in, in its order. Errors: a `Violation` where it is not as by the contract. */
  async assess(recorded: readonly string[], context: QueryContext): Promise<void> {
    const [, ...sheets] = recorded;
    const told = [...this.#visits.keys()];
    ensure(
      [...sheets].sort().join() === told.sort().join(),
      () => `the audit has taken in ${sheets}, and visited were ${told}`,
    );
    let verdict: Verdict = { observed: 0, p: 1, confirmedAt: undefined };
    for (const event of sheets) verdict = this.#model.observe(this.#visits.get(event) ?? [], 0);
    const audit = await answerAudit(auditId, context);
    if (audit instanceof QueryProblem) throw new Violation('there is no answer about the audit');
    assessVerdict(audit, verdict, 'in the end');
    this.#assessPopulation(audit.population);
    const draws = await answerAuditDraws(auditId, { limit: drawsVisited, after: undefined }, context);
    if (draws instanceof QueryProblem) throw new Violation('the audit draws nothing');
    for (let draw = 1; draw <= drawsVisited; draw += 1)
      assessDraw(this.#model, draw, draws.items[draw - 1], this.#figure);
  }

  #assessPopulation({
    receipts,
    total,
    returned,
  }: {
    receipts: number;
    total: number;
    returned: number;
  }): void {
    const sealed = this.#drawable.receipts;
    const sum = (some: readonly SentReceipt[]): number =>
      this.#figure(some.reduce((all, { grams }) => all + grams, 0n));
    const back = sealed.filter(({ isReturnedBySeal }) => isReturnedBySeal);
    ensure(
      receipts === sealed.length && total === sum(sealed) && returned === sum(back),
      () =>
        `the audit draws from ${receipts} receipts of ${total}, and sealed are ${sealed.length} of ${sum(sealed)}`,
    );
  }

  /** Each draw once and some again, a few in a sheet. */
  #sheets(dice: Dice): readonly (readonly Visit[])[] {
    const draws = Array.from({ length: drawsVisited }, (_, index) => index + 1);
    const visits = [...dice.shuffled(draws), ...draws.filter(() => dice.chance(0.2))].map(
      (draw): Visit => ({ draw, found: foundOf(dice, this.#model.drawn(draw).grams) }),
    );
    const sheets: Visit[][] = [];
    while (visits.length > 0) sheets.push(visits.splice(0, dice.whole(1, 4)));
    return sheets;
  }

  #told({ draw, found }: Visit): object {
    const { unit } = this.#drawable;
    const what = found === 'not-found' ? found : { quantity: this.#figure(found), unit };
    return { draw, found: what, visitedOn: '2020-09-10', visitor: 'Ri' };
  }

  #figure = (base: bigint): number => quantityIn(base, this.#drawable.unit);
}

const again = (sending: Sending): Sending => ({
  ...sending,
  deduplicationId: `${sending.deduplicationId}/again`,
  title: `again: ${sending.title}`,
});

function sendingOf(id: string, what: 'opened' | 'observed', messageGroup: string, data: object): Sending {
  const type = `relief.audit.${what}.v1`;
  const time = '2020-09-10T09:00:00+09:00';
  const body = JSON.stringify({ specversion: '1.0', id, source, type, time, data });
  return { queue: 'assurance', messageGroup, deduplicationId: id, body, title: `${id} ${type}` };
}

/** By order and commodity, what a seal holds and not all of which was returned; enough of it for a tolerance within it. */
function drawablesOf(entries: Accounts, sealed: ReadonlyMap<string, number>): readonly Drawable[] {
  const books = [...sealed].flatMap(([account, seq]) => {
    const book = parseAccount(account);
    return book?.kind === 'centre' ? [{ ...book, account, seq }] : [];
  });
  const orders = [...new Set(books.map(({ orderId }) => orderId))];
  return orders.flatMap((orderId) =>
    measures.flatMap((measure) => {
      const receipts = books
        .filter((book) => book.orderId === orderId)
        .flatMap(({ locationId, account, seq }) =>
          (entries.get(account) ?? [])
            .slice(0, seq)
            .flatMap((entry) => receiptsOf(entry, locationId, seq, measure.commodity, entries)),
        );
      const standing = receipts.filter(({ isReturnedBySeal }) => !isReturnedBySeal);
      const total = standing.reduce((sum, { grams }) => sum + grams, 0n);
      return total < 100n ? [] : [{ orderId, ...measure, receipts }];
    }),
  );
}

/** The receipts of a book's entry that have some of a commodity, in the order of its group. */
function receiptsOf(
  { account, seq, type, orderId, group = [] }: Entry,
  centreId: string,
  sealedTo: number,
  commodity: string,
  entries: Accounts,
): readonly SentReceipt[] {
  if (type !== 'handover') return [];
  return group.flatMap(({ reference, householdId }) => {
    const own = entries.get(`household:${householdId}/${orderId}/goods`) ?? [];
    const receipt = own.find(
      (one) => one.reference === reference && one.counterpartyEntry === `${account}@${seq}`,
    );
    const grams = amountOf(receipt?.lines ?? new Map(), commodity);
    const isReturnedBySeal = own.some(({ reverses, counterpartyEntry = '' }) => {
      const [book, at] = counterpartyEntry.split('@');
      return reverses === reference && book === account && Number(at) <= sealedTo;
    });
    return grams === 0n ? [] : [{ centreId, receiptId: reference, grams, isReturnedBySeal }];
  });
}
