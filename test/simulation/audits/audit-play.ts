/** One audit of a random round, played on the real engine: opened on a seal, drawn, and observed out of order, twice, and anew. */
import { SealArchive } from '../../../shared/audit/archive/seal-archive.ts';
import { WriteOnceFolder } from '../../../shared/audit/archive/write-once.ts';
import { sealBooks } from '../../../shared/audit/seal-day.ts';
import { Store } from '../../../shared/store/store.ts';
import type { Tables } from '../../../shared/store/tables.ts';
import { arrival, handovers, households, locations, order, returns } from '../../flows/events.ts';
import { Books, type SentEvent } from '../../functions/ledger-api/books.ts';
import { Dice } from '../../support/dice.ts';
import { AuditModel, type AuditTerms, type SentReceipt, type Verdict, type Visit } from './audit-model.ts';
import { assessDraw, assessVerdict, foundOf } from './verdict.ts';

type Json = any;

const centreIds = ['C-2', 'C-1'] as const;
const drawsLookedAt = 30;
const kg = (grams: bigint): number => Number(grams) / 1_000;

const send = (books: Books, event: object): Promise<void> => books.send(event as SentEvent);

/** What of the engine is replaced, for planted bugs. */
export type MakeStore = (tables: Tables) => Store;

export interface PlayedAudit {
  readonly wasConfirmed: boolean;
  readonly hadVoids: boolean;
}

/** Errors: a `Violation` where the engine says something else than the model. */
export async function playAudit(
  seed: string,
  tables: Tables,
  folder: string,
  makeStore: MakeStore = (own) => new Store(own),
): Promise<PlayedAudit> {
  const dice = new Dice(seed);
  const books = Books.over(tables, makeStore(tables));
  const sent = await playRound(books, dice);
  const { seal } = await sealBooks({
    tables,
    archive: new SealArchive(new WriteOnceFolder(folder)),
    now: () => books.now(),
    zone: 'Asia/Pyongyang',
  });
  await returnSome(books, dice, sent);
  const standing = sent.reduce((sum, one) => sum + (one.isReturnedBySeal ? 0n : one.grams), 0n);
  const terms: AuditTerms = {
    seed: Array.from({ length: 24 }, () => dice.whole(0, 9)).join(''),
    method: dice.pick(['kaplan-markov', 'betting']),
    riskPercent: dice.pick([5, 10, 12.5]),
    toleranceGrams: (standing * BigInt(dice.whole(20, 40))) / 100n,
  };
  const { toleranceGrams, ...others } = terms;
  const opening = { measure: { commodity: 'rice' }, tolerance: { quantity: kg(toleranceGrams), unit: 'kg' } };
  await send(books, {
    type: 'relief.audit.opened.v1',
    data: { auditId: 'A-1', orderId: 'O-1', ...opening, ...others, sealDate: seal.date },
  });
  const model = new AuditModel(sent, terms);
  const hadVoids = await compareDraws(books, model);
  const verdict = await observe(books, dice, model);
  return { wasConfirmed: verdict.confirmedAt !== undefined, hadVoids };
}

/** Registers, serves and takes back; returns the receipts of rice, in the order of sending. */
async function playRound(books: Books, dice: Dice): Promise<readonly SentReceipt[]> {
  await send(books, locations);
  const homes = centreIds.map((centreId) => ({
    centreId,
    ids: Array.from({ length: dice.whole(4, 8) }, (_, index) => `H-${centreId}-${index}`),
  }));
  for (const { centreId, ids } of homes)
    await send(
      books,
      households(
        centreId,
        ids.map((householdId) => ({ householdId, adults: 4, children: 0 })),
      ),
    );
  await send(books, order('O-1'));
  const sent: SentReceipt[] = [];
  for (const { centreId, ids } of homes) {
    const goods = [
      { commodity: 'rice', quantity: 500, unit: 'kg' },
      { commodity: 'oil', quantity: 50, unit: 'bottle' },
    ];
    await send(books, arrival('O-1', `W-${centreId}`, centreId, goods));
    for (let first = 0; first < ids.length; ) {
      const some = ids.slice(first, first + dice.whole(1, 4));
      first += some.length;
      const rows = some.map((householdId) => {
        const grams = dice.chance(0.8) ? BigInt(dice.whole(1_000, 18_000)) : 0n;
        const rice = { commodity: 'rice', quantity: kg(grams), unit: 'kg' };
        const oil = { commodity: 'oil', quantity: 1, unit: 'bottle' };
        const lines = grams === 0n ? [oil] : [rice];
        return { grams, receipt: { receiptId: `R-${householdId}`, householdId, lines } };
      });
      await send(
        books,
        handovers(
          'O-1',
          centreId,
          rows.map(({ receipt }) => receipt),
        ),
      );
      for (const { grams, receipt } of rows) {
        const isReturnedBySeal = dice.chance(0.15);
        if (isReturnedBySeal) await takeBack(books, centreId, receipt);
        if (grams > 0n) sent.push({ centreId, receiptId: receipt.receiptId, grams, isReturnedBySeal });
      }
    }
  }
  return sent;
}

const takeBack = (
  books: Books,
  centreId: string,
  { receiptId, householdId }: { readonly receiptId: string; readonly householdId: string },
): Promise<void> =>
  send(
    books,
    returns('O-1', centreId, [
      { receiptId: `T-${receiptId}`, reverses: receiptId, householdId, reason: 'wrong person' },
    ]),
  );

/** What is returned after the seal is drawn as before. */
async function returnSome(books: Books, dice: Dice, sent: readonly SentReceipt[]): Promise<void> {
  for (const { centreId, receiptId, isReturnedBySeal } of sent)
    if (!isReturnedBySeal && dice.chance(0.1))
      await takeBack(books, centreId, { receiptId, householdId: receiptId.slice('R-'.length) });
}

async function compareDraws(books: Books, model: AuditModel): Promise<boolean> {
  const { items = [] }: Json = await books.get(`/audits/A-1/draws?limit=${drawsLookedAt}`);
  for (let draw = 1; draw <= drawsLookedAt; draw += 1) assessDraw(model, draw, items[draw - 1], kg);
  return items.some((one: Json) => one.void === true);
}

/** Visits out of order, in sheets of any day, some of them sent twice, and some draws visited again. */
async function observe(books: Books, dice: Dice, model: AuditModel): Promise<Verdict> {
  const draws = Array.from({ length: drawsLookedAt }, (_, index) => index + 1);
  const near = dice.shuffled(draws.slice(0, 12));
  const again = draws.filter(() => dice.chance(0.2));
  const visits = [...near, ...dice.shuffled(draws.slice(12)), ...dice.shuffled(again)].map(
    (draw): Visit => ({ draw, found: foundOf(dice, model.drawn(draw).grams) }),
  );
  let verdict: Verdict = { observed: 0, p: 1, confirmedAt: undefined };
  for (let first = 0, sheet = 0; first < visits.length; sheet += 1) {
    const some = visits.slice(first, first + dice.whole(1, 5));
    first += some.length;
    const observations = some.map(({ draw, found }) => ({
      draw,
      found: found === 'not-found' ? found : { quantity: kg(found), unit: 'kg' },
      visitedOn: '2020-08-12',
      visitor: 'Ri',
    }));
    const day = dice.whole(4, 8);
    const event = {
      type: 'relief.audit.observed.v1',
      time: `2020-08-0${day}T18:00:00+09:00`,
      data: { auditId: 'A-1', observations },
    };
    for (const _ of dice.chance(0.3) ? ['once', 'again'] : ['once'])
      await send(books, { ...event, id: `sheet-${sheet}` });
    verdict = model.observe(some, day);
    assessVerdict(await books.get('/audits/A-1'), verdict, `after sheet ${sheet}`);
  }
  return verdict;
}
