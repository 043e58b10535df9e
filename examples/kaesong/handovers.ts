/** Every receipt of the story, and what the books must say once it is posted. */
import { type Amounts, amountOf, noAmounts } from '../../shared/domain/quantity.ts';
import {
  collectsAgain,
  collectsFirst,
  type HandoverDay,
  HandoverTally,
  lessHanded,
  neverComes,
  personsOf,
  type Receipt,
  receiptOf,
  sharesOf,
} from './desks.ts';
import type { Household } from './registry.ts';
import type { Setting } from './setting.ts';
import type { Settlement } from './steps.ts';
import type { Plans, Train, Trains } from './trains.ts';

/** Households whose second receipts one desk writes before the second train is there. */
const rowsWrittenAhead = 20;

/** Households whose second receipts are on the sheet that turns up after the count. */
const rowsFoundLater = 6;

/** What a desk hands to a household that has had all of its rice. Units: grams. */
const riceTooMuch = 5_000n;

type ShareOf = (household: Household) => Amounts;

/** What each household may have had after the first train, after the amendment, and after the second train. */
interface Shares {
  readonly first: ShareOf;
  readonly amended: ShareOf;
  readonly second: ShareOf;
}

function sharesFor({ order, rations }: Setting, { plans, amendedPlans, first, second }: Trains): Shares {
  const terms = { release: order.release, rations };
  const after = ({ supplies }: Train, plansThen: Plans): ShareOf => {
    const shares = new Map(
      supplies.map(({ centreId, came }) => [centreId, sharesOf(terms, plansThen.get(centreId) ?? [], came)]),
    );
    return (household) => shares.get(household.centreId)?.(personsOf(household)) ?? noAmounts;
  };
  return {
    first: after(first, plans),
    amended: after(first, amendedPlans),
    second: after(second, amendedPlans),
  };
}

/** The receipts that a desk wrote before the second train was there. */
interface WrittenAhead {
  readonly sheets: readonly (readonly Receipt[])[];
  readonly receipts: readonly Receipt[];
  /** Has two of them, which must be posted in their order. */
  readonly witness: Household;
  readonly witnessReceipts: readonly Receipt[];
  readonly householdIds: ReadonlySet<string>;
}

/** Receipts of the people to whom something happens. */
interface SpecialReceipts {
  readonly early: Receipt;
  readonly greedy: Receipt;
  readonly wrongBag: Receipt;
  readonly rightBag: Receipt;
  /** Of the household that was missed: held until it is registered, then rejected, as the order does not cover it yet. */
  readonly unknown: Receipt;
  readonly late: Receipt;
  readonly tooMuch: Receipt;
  /** Of the household that moved, at its new centre, which does not serve it under this order. */
  readonly elsewhere: Receipt | undefined;
}

export type ReceiptAt = readonly [centreId: string, receipt: Receipt];

export interface Handovers extends SpecialReceipts {
  readonly ahead: WrittenAhead;
  /** The sheet of the 14th that lies in a drawer until the stock has been counted. */
  readonly foundLater: readonly ReceiptAt[];
  /** What clerks booked for households that never came, and carried home; at the last centre nobody does so. */
  readonly forged: readonly ReceiptAt[];
  /** A household's receipt for its share of the first train. */
  readonly firstReceipt: (household: Household) => Receipt;
  /** Every receipt of one day's ordinary sheets, centre by centre. */
  readonly receipts: (day: HandoverDay) => Generator<ReceiptAt>;
}

type ReceiptFor = (household: Household, number: number | string, amounts: Amounts) => Receipt;

function writtenAhead(
  { neighbours }: Setting,
  receipt: ReceiptFor,
  handedBefore: ShareOf,
  restOf: ShareOf,
): WrittenAhead {
  const [witness, ...others] = neighbours
    .filter((household) => collectsAgain(household.householdId) === 13 && handedBefore(household).size > 0)
    .slice(0, rowsWrittenAhead);
  if (!witness) throw new RangeError('The story needs a centre of some households');
  const rest = restOf(witness);
  const witnessReceipts = [
    receipt(witness, 2, new Map([['corn', amountOf(rest, 'corn')]])),
    receipt(witness, 3, new Map([...rest].filter(([commodity]) => commodity !== 'corn'))),
  ] as const;
  const sheets = [
    [witnessReceipts[0], ...others.map((household) => receipt(household, 2, restOf(household)))],
    [witnessReceipts[1]],
  ];
  return {
    sheets,
    receipts: sheets.flat(),
    witness,
    witnessReceipts,
    householdIds: new Set([witness, ...others].map(({ householdId }) => householdId)),
  };
}

export function handoversOf(setting: Setting, trains: Trains): Handovers {
  const {
    early,
    greedy,
    misled,
    late,
    overServed,
    moved,
    firstCentreId,
    lastCentreId,
    carelessCentreId,
    households,
    unitOf,
  } = setting;
  const shares = sharesFor(setting, trains);
  const handedBefore: ShareOf = (household) => {
    const { householdId } = household;
    if (household === late) return shares.amended(household);
    const collected = householdId === early.householdId || collectsFirst(householdId) !== undefined;
    return collected ? shares.first(household) : noAmounts;
  };
  const restOf: ShareOf = (household) => lessHanded(shares.second(household), handedBefore(household));
  const receipt: ReceiptFor = (household, number, amounts) => receiptOf(household, number, amounts, unitOf);
  const firstReceipt = (household: Household): Receipt => receipt(household, 1, shares.first(household));

  const ahead = writtenAhead(setting, receipt, handedBefore, restOf);
  const special: SpecialReceipts = {
    early: firstReceipt(early),
    greedy: receipt(greedy, 0, new Map([['rice', 2n * amountOf(shares.first(greedy), 'rice')]])),
    wrongBag: receipt(misled, 1, shares.first({ ...misled, adults: 1, children: 0 })),
    rightBag: receipt(misled, '1b', shares.first(misled)),
    unknown: firstReceipt(late),
    late: receipt(late, 2, shares.amended(late)),
    tooMuch: {
      ...receipt(overServed, 'again', new Map([['rice', riceTooMuch]])),
      overIssue: { reason: 'handed the bag of the next in line, and eaten before anybody saw it' },
    },
    elsewhere: moved && receipt(moved.household, '2b', restOf(moved.household)),
  };

  const foundLater = [...secondReceipts(14)]
    .filter(([centreId]) => centreId === carelessCentreId)
    .slice(0, rowsFoundLater);
  const foundLaterIds = new Set(foundLater.map(([, { receiptId }]) => receiptId));

  const others = [early, greedy, misled, late, overServed, moved?.household].map((one) => one?.householdId);
  const forged = [...households()]
    .filter(
      ({ householdId, centreId }) =>
        centreId !== lastCentreId && neverComes(householdId) && !others.includes(householdId),
    )
    .map((household): ReceiptAt => [household.centreId, receipt(household, 2, shares.second(household))]);

  function* secondReceipts(day: HandoverDay): Generator<ReceiptAt> {
    for (const household of households()) {
      const { householdId, centreId } = household;
      if (ahead.householdIds.has(householdId) || collectsAgain(householdId) !== day) continue;
      const rest = receipt(household, 2, restOf(household));
      if (rest.lines.length > 0) yield [centreId, rest];
    }
  }

  function* firstReceipts(day: HandoverDay): Generator<ReceiptAt> {
    for (const household of households()) {
      const { householdId, centreId } = household;
      if (householdId === early.householdId || collectsFirst(householdId) !== day) continue;
      const isWrong = householdId === misled.householdId;
      yield [centreId, isWrong ? special.wrongBag : firstReceipt(household)];
    }
  }

  function* receipts(day: HandoverDay): Generator<ReceiptAt> {
    yield* firstReceipts(day);
    for (const row of secondReceipts(day)) if (!foundLaterIds.has(row[1].receiptId)) yield row;
    if (day === 13) yield [firstCentreId, receipt(late, 3, restOf(late))];
  }
  return { ...special, ahead, foundLater, forged, firstReceipt, receipts };
}

/** What the books of goods must say after each step that hands something over. */
export interface HandoverSettlements {
  readonly afterEighth: Settlement;
  readonly afterNinth: Settlement;
  readonly afterWrongBag: Settlement;
  readonly afterMissedHousehold: Settlement;
  readonly afterWrittenAhead: Settlement;
  readonly afterThirteenth: Settlement;
  readonly afterFourteenth: Settlement;
  readonly afterForged: Settlement;
  readonly afterTooMuch: Settlement;
  readonly afterFoundLater: Settlement;
  /** Everything handed over at a centre when the story ends. Units: base units. */
  readonly handedAt: (centreId: string) => Amounts;
}

export function handoverSettlements(
  { firstCentreId }: Setting,
  { early, wrongBag, rightBag, late, ahead, tooMuch, foundLater, forged, receipts }: Handovers,
): HandoverSettlements {
  const tally = new HandoverTally();
  const settled = (): Settlement => ({
    kind: 'handovers',
    households: tally.households,
    handedOver: tally.handedOver,
  });
  const after = (rows: Iterable<ReceiptAt>): Settlement => {
    tally.hand(rows);
    return settled();
  };
  const atFirstCentre = (rows: readonly Receipt[]) => rows.map((row): ReceiptAt => [firstCentreId, row]);

  tally.hand(atFirstCentre([early]));
  const afterEighth = after(receipts(8));
  const afterNinth = after(receipts(9));
  tally.takeBack(firstCentreId, wrongBag);
  const afterWrongBag = after(atFirstCentre([rightBag]));
  const afterMissedHousehold = after(atFirstCentre([late]));
  const afterWrittenAhead = after(atFirstCentre(ahead.receipts));
  const afterThirteenth = after(receipts(13));
  const afterFourteenth = after(receipts(14));
  const afterForged = after(forged);
  const afterTooMuch = after(atFirstCentre([tooMuch]));
  const afterFoundLater = after(foundLater);
  return {
    afterEighth,
    afterNinth,
    afterWrongBag,
    afterMissedHousehold,
    afterWrittenAhead,
    afterThirteenth,
    afterFourteenth,
    afterForged,
    afterTooMuch,
    afterFoundLater,
    handedAt: (centreId) => tally.at(centreId),
  };
}
