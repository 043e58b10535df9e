/**
 * Kaesong, August 2020, as the events its offices would send: day by day, made lazily, and always the same
 * for the same options. What is sourced and what is generated stands in the README beside this file.
 */
import { readFileSync } from 'node:fs';
import type { Ration, ReleaseRule } from '../../shared/domain/events.ts';
import { countPlan, plannedAmounts } from '../../shared/domain/plan.ts';
import {
  type Amounts,
  addAmounts,
  amountOf,
  baseQuantity,
  baseThousandths,
  isCountUnit,
  negateAmounts,
  noAmounts,
  quantityIn,
  thousandthsOf,
  type Unit,
} from '../../shared/domain/quantity.ts';
import { maxRowsOfBatch } from '../../shared/posting/batch.ts';
import {
  collectsAgain,
  collectsFirst,
  type HandoverDay,
  HandoverTally,
  lessHanded,
  personsOf,
  type Receipt,
  receiptOf,
  sharesOf,
} from './desks.ts';
import {
  type CentrePlace,
  type CentreRegistry,
  centresOf,
  type Household,
  householdsOf,
  usualAdultAge,
} from './registry.ts';
import { Payers, type PaymentDay, type PaymentRow } from './stipend.ts';
import {
  arrivalLines,
  type CentreSupply,
  confirmed,
  linesOf,
  shareOut,
  smallPart,
  type UnitOf,
  type Waybill,
  waybillOf,
} from './supply.ts';

export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Place {
  readonly locationId: string;
  readonly name: string;
  readonly kind: 'hub' | 'centre' | 'store';
  readonly suppliedBy?: string;
}

interface OrderedRation {
  readonly commodity: string;
  readonly quantityPerPerson: number;
  readonly unit: Unit;
}

interface Pledge {
  readonly commodity: string;
  readonly quantity?: number;
  readonly unit?: Unit;
  readonly source: string;
  readonly responsible: string;
}

interface OrderData {
  readonly orderId: string;
  readonly title: string;
  readonly rations: readonly OrderedRation[];
  readonly stipend: { readonly amountPerAdult: number; readonly currency: string };
  readonly pledges: readonly Pledge[];
  readonly release: ReleaseRule;
}

export interface ScenarioOptions {
  /** People to be served; spread over the centres. */
  readonly population: number;
  /** Which of the city's centres take part; all of them when left out. */
  readonly centreIds?: readonly string[];
  readonly adultAge?: number;
  readonly seed?: string;
}

/** One district: about 2,000 households over four centres. */
export const districtOptions: ScenarioOptions = {
  population: 8_180,
  centreIds: ['KS-D01', 'KS-D02', 'KS-D03', 'KS-R01'],
};

/** What must be seen over the query API before the next step is sent. */
export type Settlement =
  | { readonly kind: 'locations'; readonly locationIds: readonly string[] }
  | { readonly kind: 'households'; readonly householdIds: readonly string[] }
  | { readonly kind: 'order'; readonly households: number; readonly persons: number }
  | { readonly kind: 'held'; readonly reason: string; readonly references: readonly string[] }
  | { readonly kind: 'not-held'; readonly references: readonly string[] }
  | { readonly kind: 'shipments'; readonly shipmentIds: readonly string[]; readonly arrived: boolean }
  /** Units: base units by commodity, everything handed over so far. */
  | {
      readonly kind: 'handovers';
      readonly households: number;
      readonly handedOver: ReadonlyMap<string, bigint>;
    }
  /** A household's latest entries, in the order they were posted. */
  | { readonly kind: 'posted-in-order'; readonly householdId: string; readonly references: readonly string[] }
  | { readonly kind: 'payments'; readonly payments: number; readonly paid: number }
  | {
      readonly kind: 'counts';
      readonly counts: readonly { readonly locationId: string; readonly countId: string }[];
    };

export interface Step {
  /** Short and unlike any other step's; names its event file. */
  readonly name: string;
  readonly title: string;
  readonly events: () => Iterable<CloudEvent>;
  readonly settlement: Settlement;
}

interface Day {
  readonly title: string;
  readonly steps: readonly Step[];
}

export interface Scenario {
  readonly orderId: string;
  readonly title: string;
  readonly centres: readonly CentreRegistry[];
  readonly households: number;
  readonly population: number;
  readonly days: readonly Day[];
}

/** Sheets of receipts and of payments alike: what fits one transaction of the store. */
const rowsPerSheet = maxRowsOfBatch.payments;
const householdsPerRegistration = 500;

const cityOffice = 'urn:relief:kaesong:city-office';
const distributionOffice = 'urn:relief:kaesong:distribution-office';
const stationOffice = 'urn:relief:kaesong:station';
const centralCommittee = 'urn:relief:central-committee';

/** What each train carried of each commodity, in percent of what the order grants; of the rice, the first all. */
const firstTrainPercent: Readonly<Record<string, bigint>> = {
  rice: 100n,
  corn: 40n,
  soybeans: 50n,
  oil: 60n,
};
const secondTrainPercent: Readonly<Record<string, bigint>> = { corn: 35n, soybeans: 40n, oil: 35n };

/** The goods of light industry that came, in hundredths for each household. */
const lightIndustry: readonly (readonly [commodity: string, unit: Unit, hundredths: bigint])[] = [
  ['soy sauce', 'bottle', 100n],
  ['salt', 'kg', 150n],
  ['sugar', 'kg', 50n],
  ['soap', 'bar', 200n],
  ['toothpaste', 'piece', 100n],
];

/** How they go on from the station, in percent; the rest stays there. */
const toFirstCentrePercent = 20n;
const toStoresPercent = 75n;

const coal = { commodity: 'coal', tonnes: 60n } as const;

/** Households whose second receipts one desk writes before the second train is there. */
const rowsWrittenAhead = 20;

/** Goods that a count found missing: one bag of corn had been opened. */
const missingAtCount = { commodity: 'corn', grams: 4_000n } as const;

function readEvent<T>(name: string): CloudEvent & { readonly data: T } {
  const file = new URL(`events/${name}`, import.meta.url);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as CloudEvent & { readonly data: T };
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new Error(
      `The example file examples/kaesong/events/${name} ${why}; restore it from the repository`,
      {
        cause,
      },
    );
  }
}

function rationOf({ commodity, quantityPerPerson, unit }: OrderedRation): Ration {
  const thousandths = thousandthsOf(String(quantityPerPerson));
  if (thousandths === undefined || baseQuantity(thousandths, unit) === undefined) {
    throw new RangeError(`A ration of ${quantityPerPerson} ${unit} is no whole base unit`);
  }
  return { commodity, unit, perPersonThousandths: baseThousandths(thousandths, unit) };
}

/** Part of every amount, down to whole kilograms of mass and whole items. */
const percentOf = (amounts: Amounts, percent: (commodity: string) => bigint, unitOf: UnitOf): Amounts =>
  new Map(
    [...amounts].map(([commodity, base]) => {
      const part = (base * percent(commodity)) / 100n;
      return [commodity, isCountUnit(unitOf(commodity)) ? part : part - (part % 1_000n)];
    }),
  );

/** Yields the rows of each group in sheets, a group's sheet as soon as it is full. */
function* inSheets<T>(rows: Iterable<readonly [group: string, row: T]>): Generator<readonly [string, T[]]> {
  const open = new Map<string, T[]>();
  for (const [group, row] of rows) {
    const sheet = open.get(group) ?? [];
    sheet.push(row);
    open.set(group, sheet);
    if (sheet.length === rowsPerSheet) {
      yield [group, sheet];
      open.delete(group);
    }
  }
  yield* open;
}

const event = (
  source: string,
  id: string,
  type: string,
  time: string,
  data: CloudEvent['data'],
): CloudEvent => ({
  specversion: '1.0',
  id,
  source,
  type,
  time,
  data,
});

const inAugust = (day: number): string => `2020-08-${String(day).padStart(2, '0')}`;
const at = (day: number, time: string): string => `${inAugust(day)}T${time}:00+09:00`;

/** The story and its rows for the given options. Errors: a missing or broken example file, options out of range. */
export function kaesongScenario(options: ScenarioOptions) {
  const { population, adultAge = usualAdultAge, seed = 'kaesong-2020' } = options;
  const locationsEvent = readEvent<{ locations: readonly Place[] }>('01-locations.json');
  const orderEvent = readEvent<OrderData>('02-order.json');
  const { orderId, stipend, title, release, pledges } = orderEvent.data;
  const rations = orderEvent.data.rations.map(rationOf);

  const places = locationsEvent.data.locations.filter(
    ({ kind, locationId }) => kind !== 'centre' || (options.centreIds?.includes(locationId) ?? true),
  );
  const centrePlaces: CentrePlace[] = places.filter(({ kind }) => kind === 'centre');
  const storeIds = places.filter(({ kind }) => kind === 'store').map(({ locationId }) => locationId);
  const hub = places.find(({ kind }) => kind === 'hub');
  const centres = centresOf({ population, centres: centrePlaces, adultAge, seed });
  const [firstCentre] = centres;
  const lastCentre = centres.at(-1);
  if (!hub || !firstCentre || !lastCentre) throw new RangeError('The story needs a hub and a centre');
  const hubId = hub.locationId;
  const firstCentreId = firstCentre.locationId;

  const units = new Map<string, Unit>([
    ...lightIndustry.map(([commodity, unit]) => [commodity, unit] as const),
    [coal.commodity, 't'],
    ...rations.map(({ commodity, unit }) => [commodity, unit] as const),
  ]);
  const unitOf: UnitOf = (commodity) => units.get(commodity) ?? 'piece';

  function* households(): Generator<Household> {
    for (const centre of centres) yield* householdsOf(centre, seed);
  }

  // The people of the story's mishaps; all of them in the first centre, so that they are easy to look up.
  const neighbours = [...householdsOf(firstCentre, seed)];
  const [, , early, greedy] = neighbours;
  const late: Household = {
    householdId: `${firstCentreId}-90001`,
    centreId: firstCentreId,
    neighbourhood: 'Neighbourhood unit 1',
    adults: 2,
    children: 1,
  };
  const misled = neighbours.find(
    (household) =>
      household !== early &&
      household !== greedy &&
      collectsFirst(household.householdId) === 8 &&
      personsOf(household) > 2,
  );
  if (!early || !greedy || !misled) throw new RangeError('The story needs a centre of some households');

  // What is owed at each centre: as the order was accepted, and as it was amended.
  const planAt = new Map(
    centres.map((centre) => [
      centre.locationId,
      countPlan([...householdsOf(centre, seed)].map((household) => ({ ...household, priority: 0 }))),
    ]),
  );
  const amendedPlanAt = new Map([
    ...planAt,
    [firstCentreId, countPlan([...neighbours, late].map((household) => ({ ...household, priority: 0 })))],
  ]);
  const plannedAt = (plans: typeof planAt, centreId: string): Amounts =>
    plannedAmounts(plans.get(centreId) ?? [], { rations });
  const planned = addAmounts(...centres.map(({ locationId }) => plannedAt(planAt, locationId)));

  // The trains: what they carried, what came of it at the station, and the centres' shares.
  const trainAfterOrder = percentOf(planned, (commodity) => firstTrainPercent[commodity] ?? 0n, unitOf);
  const firstTrain = waybillOf('train-2020-08-07', hubId, trainAfterOrder, {
    losses: [
      { commodity: 'corn', quantity: smallPart(trainAfterOrder, 'corn', 2n, 'kg'), cause: 'spilled' },
      { commodity: 'oil', quantity: smallPart(trainAfterOrder, 'oil', 2n, 'bottle'), cause: 'damaged' },
    ],
    missing: new Map([['corn', smallPart(trainAfterOrder, 'corn', 10n, 'kg')]]),
  });
  const suppliesBefore: readonly CentreSupply[] = centres.map(({ locationId }) => ({
    centreId: locationId,
    planned: plannedAt(planAt, locationId),
    came: noAmounts,
    underway: noAmounts,
  }));
  const careless = new Set(centres.filter((_, index) => index % 5 === 0).map(({ locationId }) => locationId));
  const firstShares = shareOut(firstTrain, suppliesBefore, (share, centreId) => ({
    losses: careless.has(centreId)
      ? [
          { commodity: 'corn', quantity: smallPart(share, 'corn', 2n, 'kg'), cause: 'spilled' },
          { commodity: 'oil', quantity: smallPart(share, 'oil', 5n, 'bottle'), cause: 'damaged' },
        ]
      : [],
    missing:
      centreId === lastCentre.locationId
        ? new Map([['corn', smallPart(share, 'corn', 10n, 'kg')]])
        : noAmounts,
  }));
  const suppliesBetween = confirmed(suppliesBefore, firstShares);
  const secondTrainLoad = new Map([
    ...percentOf(planned, (commodity) => secondTrainPercent[commodity] ?? 0n, unitOf),
    // The rice of the household that was missed, and no more.
    ['rice', amountOf(plannedAmounts(countPlan([{ ...late, priority: 0 }]), { rations }), 'rice')],
  ]);
  const secondTrain = waybillOf('train-2020-08-12', hubId, secondTrainLoad, {
    losses: [
      {
        commodity: 'soybeans',
        quantity: smallPart(secondTrainLoad, 'soybeans', 3n, 'kg'),
        cause: 'unexplained',
      },
    ],
  });
  const amendedSupplies = suppliesBetween.map((supply) => ({
    ...supply,
    planned: plannedAt(amendedPlanAt, supply.centreId),
  }));
  const secondShares = shareOut(secondTrain, amendedSupplies);
  const suppliesAfter = confirmed(amendedSupplies, secondShares);

  // What the desks hand out of it.
  const terms = { release, rations };
  const sharesAfter = (supplies: readonly CentreSupply[], plans: typeof planAt) => {
    const shares = new Map(
      supplies.map(({ centreId, came }) => [centreId, sharesOf(terms, plans.get(centreId) ?? [], came)]),
    );
    return (household: Household): Amounts =>
      shares.get(household.centreId)?.(personsOf(household)) ?? noAmounts;
  };
  const firstShareOf = sharesAfter(suppliesBetween, planAt);
  const amendedShareOf = sharesAfter(suppliesBetween, amendedPlanAt);
  const secondShareOf = sharesAfter(suppliesAfter, amendedPlanAt);

  const handedBefore = (household: Household): Amounts => {
    const { householdId } = household;
    if (household === late) return amendedShareOf(household);
    const collected = householdId === early.householdId || collectsFirst(householdId) !== undefined;
    return collected ? firstShareOf(household) : noAmounts;
  };
  const restOf = (household: Household): Amounts =>
    lessHanded(secondShareOf(household), handedBefore(household));

  const receipt = (household: Household, number: number | string, amounts: Amounts): Receipt =>
    receiptOf(household, number, amounts, unitOf);
  const earlyReceipt = receipt(early, 1, firstShareOf(early));
  const wrongBag = receipt(misled, 1, firstShareOf({ ...misled, adults: 1, children: 0 }));
  const rightBag = receipt(misled, '1b', firstShareOf(misled));
  const unknownReceipt = receipt(late, 1, firstShareOf(late));
  const lateReceipt = receipt(late, 2, amendedShareOf(late));
  const twiceItsRice = 2n * amountOf(firstShareOf(greedy), 'rice');
  const greedyReceipt = receipt(greedy, 0, new Map([['rice', twiceItsRice]]));

  // One desk writes its second receipts before the second train is there; the first household has two.
  const [witness, ...otherAhead] = neighbours
    .filter(
      (household) => collectsAgain(household.householdId) === 13 && [...handedBefore(household)].length > 0,
    )
    .slice(0, rowsWrittenAhead);
  if (!witness) throw new RangeError('The story needs a centre of some households');
  const aheadIds = new Set([witness, ...otherAhead].map(({ householdId }) => householdId));
  const restOfWitness = restOf(witness);
  const witnessReceipts = [
    receipt(witness, 2, new Map([['corn', amountOf(restOfWitness, 'corn')]])),
    receipt(witness, 3, new Map([...restOfWitness].filter(([commodity]) => commodity !== 'corn'))),
  ] as const;
  const sheetsAhead = [
    [witnessReceipts[0], ...otherAhead.map((household) => receipt(household, 2, restOf(household)))],
    [witnessReceipts[1]],
  ];
  const heldAhead = sheetsAhead.flat();

  /** Every receipt of one day's ordinary sheets, centre by centre. */
  function* receipts(day: HandoverDay): Generator<readonly [centreId: string, receipt: Receipt]> {
    const isFirst = day === 8 || day === 9;
    for (const household of households()) {
      const { householdId, centreId } = household;
      if (isFirst) {
        if (householdId === early?.householdId || collectsFirst(householdId) !== day) continue;
        if (householdId === misled?.householdId) yield [centreId, wrongBag];
        else yield [centreId, receipt(household, 1, firstShareOf(household))];
      } else if (!aheadIds.has(householdId) && collectsAgain(householdId) === day) {
        const rest = receipt(household, 2, restOf(household));
        if (rest.lines.length > 0) yield [centreId, rest];
      }
    }
    if (day === 13) yield [firstCentreId, receipt(late, 3, restOf(late))];
  }

  function* registrations(): Generator<CloudEvent> {
    for (const centre of centres) {
      const rows = [...householdsOf(centre, seed)];
      for (let from = 0; from < rows.length; from += householdsPerRegistration) {
        const part = from / householdsPerRegistration + 1;
        yield registration(`registry-${centre.locationId}-${part}`, '2020-07-24T20:00:00+09:00', {
          centreId: centre.locationId,
          households: rows.slice(from, from + householdsPerRegistration),
        });
      }
    }
  }

  /** Whoever was there when the city was sealed off is registered from that day on. */
  function registration(
    id: string,
    time: string,
    { centreId, households }: { readonly centreId: string; readonly households: readonly Household[] },
  ): CloudEvent {
    return event(cityOffice, id, 'relief.households.registered.v1', time, {
      centreId,
      effectiveFrom: '2020-07-24',
      households: households.map(({ centreId: _, ...household }) => household),
    });
  }

  type From = { readonly source: string } | { readonly locationId: string };

  const dispatch = (from: From, { shipmentId, to, dispatched }: Waybill, time: string, carrier: string) =>
    event(
      'source' in from ? 'urn:relief:railway' : stationOffice,
      `dispatch-${shipmentId}`,
      'relief.shipment.dispatched.v1',
      time,
      { shipmentId, orderId, from, to, carrier, lines: linesOf(dispatched, unitOf) },
    );
  const arrival = (waybill: Waybill, time: string): CloudEvent =>
    event(
      waybill.to === hubId ? stationOffice : distributionOffice,
      `arrival-${waybill.shipmentId}`,
      'relief.shipment.arrived.v1',
      time,
      {
        shipmentId: waybill.shipmentId,
        orderId,
        at: waybill.to,
        lines: arrivalLines(waybill, unitOf),
      },
    );

  /** A train in three steps: it leaves, it is shared out at the station, the centres confirm. */
  const trainSteps = (name: string, train: Waybill, shares: readonly Waybill[], day: number): Step[] => {
    const shareIds = shares.map(({ shipmentId }) => shipmentId);
    return [
      {
        name: `${name}-leaves`,
        title: 'the train leaves, with its waybill',
        events: () => [
          dispatch({ source: 'relief train' }, train, at(day, '06:00'), `Train of ${day} August`),
        ],
        settlement: { kind: 'shipments', shipmentIds: [train.shipmentId], arrived: false },
      },
      {
        name: `${name}-arrives`,
        title: 'it arrives at the station, and each centre is sent its share',
        events: () => [arrival(train, at(day, '15:00'))],
        settlement: { kind: 'shipments', shipmentIds: shareIds, arrived: false },
      },
      {
        name: `${name}-confirmed`,
        title: 'centres confirm what came',
        events: () => shares.map((share) => arrival(share, at(day, '17:30'))),
        settlement: { kind: 'shipments', shipmentIds: shareIds, arrived: true },
      },
    ];
  };

  // Goods outside the rations: coal from the mine, and what light industry sent for centres and stores.
  const householdCount = centres.reduce((sum, centre) => sum + centre.households, 0);
  const pledgeSource = (commodity: string): string =>
    pledges.find((pledge) => pledge.commodity === commodity)?.source ?? commodity;
  const coalWaybill = waybillOf(
    'coal-2020-08-09',
    hubId,
    new Map([[coal.commodity, coal.tonnes * 1_000_000n]]),
  );
  const industryWaybill = waybillOf(
    'light-industry-2020-08-09',
    hubId,
    new Map(
      lightIndustry.map(([commodity, unit, hundredths]) => {
        const whole = (BigInt(householdCount) * hundredths) / 100n;
        return [commodity, isCountUnit(unit) ? whole : whole * 1_000n];
      }),
    ),
  );
  const onwardWaybills = [firstCentreId, ...storeIds].map((locationId) => {
    const percent =
      locationId === firstCentreId ? toFirstCentrePercent : toStoresPercent / BigInt(storeIds.length);
    const part = percentOf(industryWaybill.received, () => percent, unitOf);
    return waybillOf(`station-2020-08-10/${locationId}`, locationId, part);
  });

  const sheet = (id: string, time: string, centreId: string, rows: readonly Receipt[]): CloudEvent =>
    event(distributionOffice, id, 'relief.handovers.made.v1', time, { centreId, orderId, receipts: rows });

  function* sheets(day: HandoverDay): Generator<CloudEvent> {
    const sheetCount = new Map<string, number>();
    for (const [centreId, rows] of inSheets(receipts(day))) {
      const number = (sheetCount.get(centreId) ?? 0) + 1;
      sheetCount.set(centreId, number);
      yield sheet(`sheet-${inAugust(day)}-${centreId}-${number}`, at(day, '17:00'), centreId, rows);
    }
  }

  const payers = new Payers({ ...stipend, centres: centres.length });
  const payments = (day: PaymentDay) => payers.payments(day, households());
  // A teller paid one household what was meant for another: taken back, and paid anew.
  const mispaid = neighbours.find((household) => payers.payerOf(household).startsWith('district-office'));
  if (!mispaid) throw new RangeError('The story needs a district office that pays');
  const mispaidBy = payers.payerOf(mispaid);
  const paidAnew = payers.row(mispaid, 2, payers.due(mispaid));
  const latePayment = payers.row(late, 1, payers.due(late));

  const paymentSheet = (id: string, time: string, payerId: string, rows: readonly PaymentRow[]): CloudEvent =>
    event(`urn:relief:kaesong:${payerId}`, id, 'relief.payments.made.v1', time, {
      payerId,
      orderId,
      payments: rows,
    });

  function* paymentSheets(day: PaymentDay): Generator<CloudEvent> {
    const sheetCount = new Map<string, number>();
    for (const [payerId, rows] of inSheets(payments(day))) {
      const number = (sheetCount.get(payerId) ?? 0) + 1;
      sheetCount.set(payerId, number);
      yield paymentSheet(`payments-${inAugust(day)}-${payerId}-${number}`, at(day, '16:00'), payerId, rows);
    }
  }

  /** The books of money once the given days' sheets are posted, and further payments (or fewer). */
  function paymentsUpTo(
    days: readonly PaymentDay[],
    more: { readonly payments: number; readonly paid: number } = { payments: 0, paid: 0 },
  ): Settlement {
    let { payments: standing, paid } = more;
    for (const day of days) {
      for (const [, { amount }] of payments(day)) {
        standing += 1;
        paid += amount;
      }
    }
    return { kind: 'payments', payments: standing, paid };
  }

  // The books of goods, sheet after sheet.
  const tally = new HandoverTally();
  const settledTally = (): Settlement => ({
    kind: 'handovers',
    households: tally.households,
    handedOver: tally.handedOver,
  });
  tally.hand([[firstCentreId, earlyReceipt]]);
  tally.hand(receipts(8));
  const afterEighth = settledTally();
  tally.hand(receipts(9));
  const afterNinth = settledTally();
  tally.takeBack(firstCentreId, wrongBag).hand([[firstCentreId, rightBag]]);
  const afterWrongBag = settledTally();
  tally.hand([[firstCentreId, lateReceipt]]);
  const afterLate = settledTally();
  tally.hand(heldAhead.map((row) => [firstCentreId, row]));
  const afterHeld = settledTally();
  tally.hand(receipts(13));
  const afterThirteenth = settledTally();
  tally.hand(receipts(14));
  const afterFourteenth = settledTally();

  /** A bag of corn is missing in the second centre; elsewhere there is what the books say. */
  function* counts(): Generator<CloudEvent> {
    for (const [index, { centreId, came }] of suppliesAfter.entries()) {
      const onHand = addAmounts(came, negateAmounts(tally.at(centreId)));
      const counted = rations.map(({ commodity, unit }) => {
        const isShort = index === Math.min(1, centres.length - 1) && commodity === missingAtCount.commodity;
        const base = amountOf(onHand, commodity) - (isShort ? missingAtCount.grams : 0n);
        return { commodity, quantity: quantityIn(base > 0n ? base : 0n, unit), unit };
      });
      yield event(distributionOffice, countId(centreId), 'relief.stock.counted.v1', at(15, '12:00'), {
        countId: countId(centreId),
        locationId: centreId,
        orderId,
        lines: counted,
      });
    }
  }
  const countId = (centreId: string): string => `count-2020-08-15-${centreId}`;

  const someHouseholds = centres.flatMap((centre) => {
    const ids = [...householdsOf(centre, seed)].map(({ householdId }) => householdId);
    return [ids[0], ids[Math.floor(ids.length / 2)], ids.at(-1)].filter((id) => id !== undefined);
  });
  const resent = [...householdsOf(lastCentre, seed)].find(
    ({ householdId }) => householdId !== misled.householdId && collectsFirst(householdId) === 8,
  );

  const days: readonly Day[] = [
    {
      title: '24 July 2020 · the registry as the city is sealed off',
      steps: [
        {
          name: 'locations',
          title: 'locations',
          events: () => [
            event(locationsEvent.source, locationsEvent.id, locationsEvent.type, locationsEvent.time, {
              locations: places,
            }),
          ],
          settlement: { kind: 'locations', locationIds: places.map(({ locationId }) => locationId) },
        },
        {
          name: 'registry',
          title: 'households',
          events: registrations,
          settlement: { kind: 'households', householdIds: someHouseholds },
        },
      ],
    },
    {
      title: '5 August 2020 · the order',
      steps: [
        {
          name: 'order',
          title: 'order accepted',
          events: () => [orderEvent],
          settlement: { kind: 'order', households: householdCount, persons: population },
        },
      ],
    },
    {
      title: '7 August 2020 · the train, and a desk that wrote its receipt too early',
      steps: [
        {
          name: 'early-receipt',
          title: 'a receipt before its goods is held',
          events: () => [
            sheet(`sheet-2020-08-07-${firstCentreId}-early`, at(7, '10:00'), firstCentreId, [earlyReceipt]),
          ],
          settlement: { kind: 'held', reason: 'exceeds-release', references: [earlyReceipt.receiptId] },
        },
        ...trainSteps('train', firstTrain, firstShares, 7),
        {
          name: 'early-receipt-posts',
          title: 'the held receipt posts by itself',
          events: () => [],
          settlement: { kind: 'not-held', references: [earlyReceipt.receiptId] },
        },
      ],
    },
    {
      title: '8 August 2020 · first handovers, first payments',
      steps: [
        {
          name: 'handovers-08-08',
          title: 'handover sheets',
          events: () => sheets(8),
          settlement: afterEighth,
        },
        {
          name: 'refused-and-held',
          title: 'an unknown household is held, a household that asks twice its rice is refused',
          events: () => [
            sheet(`sheet-2020-08-08-${firstCentreId}-late`, at(8, '18:00'), firstCentreId, [
              greedyReceipt,
              unknownReceipt,
            ]),
          ],
          settlement: { kind: 'held', reason: 'unknown-household', references: [unknownReceipt.receiptId] },
        },
        {
          name: 'payments-08-08',
          title: 'stipend payments',
          events: () => paymentSheets(8),
          settlement: paymentsUpTo([8]),
        },
      ],
    },
    {
      title: '9 August 2020 · the rest of the sheets; a wrong bag and a wrong payment; coal, soap and salt',
      steps: [
        {
          name: 'handovers-08-09',
          title: 'handover sheets',
          events: () => sheets(9),
          settlement: afterNinth,
        },
        {
          name: 'resent-receipt',
          title: 'a receipt sent twice more changes nothing',
          events: () =>
            resent === undefined
              ? []
              : [1, 2].map((copy) =>
                  sheet(`sheet-2020-08-09-resent-${copy}`, at(9, '18:00'), resent.centreId, [
                    receipt(resent, 1, firstShareOf(resent)),
                  ]),
                ),
          settlement: afterNinth,
        },
        {
          name: 'wrong-bag',
          title: 'a household brings back the wrong bag and gets the right one',
          events: () => [
            event(
              distributionOffice,
              `return-2020-08-09-${firstCentreId}`,
              'relief.handovers.returned.v1',
              at(9, '18:30'),
              {
                centreId: firstCentreId,
                orderId,
                receipts: [
                  {
                    receiptId: `${wrongBag.receiptId}-back`,
                    reverses: wrongBag.receiptId,
                    householdId: misled.householdId,
                    reason: 'wrong bag: packed for one person',
                  },
                ],
              },
            ),
            sheet(`sheet-2020-08-09-${firstCentreId}-right-bag`, at(9, '18:40'), firstCentreId, [rightBag]),
          ],
          settlement: afterWrongBag,
        },
        {
          name: 'payments-08-09',
          title: 'stipend payments',
          events: () => paymentSheets(9),
          settlement: paymentsUpTo([8, 9]),
        },
        {
          name: 'payment-reversed',
          title: 'a payment to the wrong hands is reversed',
          events: () => [
            event(
              `urn:relief:kaesong:${mispaidBy}`,
              `reversal-2020-08-09-${mispaidBy}`,
              'relief.payments.reversed.v1',
              at(9, '17:00'),
              {
                payerId: mispaidBy,
                orderId,
                payments: [
                  {
                    paymentId: `P-${mispaid.householdId}-1-back`,
                    reverses: `P-${mispaid.householdId}-1`,
                    householdId: mispaid.householdId,
                    reason: 'paid to another household of the same name',
                  },
                ],
              },
            ),
          ],
          settlement: paymentsUpTo([8, 9], { payments: -1, paid: -paidAnew.amount }),
        },
        {
          name: 'coal-and-light-industry',
          title: 'coal from the mine and goods of light industry come to the station',
          events: () => [
            dispatch({ source: pledgeSource(coal.commodity) }, coalWaybill, at(8, '05:00'), 'Coal train'),
            dispatch({ source: pledgeSource('soap') }, industryWaybill, at(8, '06:00'), 'Goods train'),
            arrival(coalWaybill, at(9, '11:00')),
            arrival(industryWaybill, at(9, '12:00')),
          ],
          settlement: {
            kind: 'shipments',
            shipmentIds: [coalWaybill.shipmentId, industryWaybill.shipmentId],
            arrived: true,
          },
        },
      ],
    },
    {
      title: '10 August 2020 · second instalments, goods for the stores, and a household that was missed',
      steps: [
        {
          name: 'payments-08-10',
          title: 'stipend payments, and the reversed one to the right hands',
          events: function* () {
            yield* paymentSheets(10);
            yield paymentSheet(`payments-2020-08-10-${mispaidBy}-anew`, at(10, '16:30'), mispaidBy, [
              paidAnew,
            ]);
          },
          settlement: paymentsUpTo([8, 9, 10]),
        },
        {
          name: 'stores-supplied',
          title: 'the station sends goods of light industry to a centre and the grocery stores',
          events: () => [
            ...onwardWaybills.map((waybill) =>
              dispatch({ locationId: hubId }, waybill, at(10, '09:00'), 'Lorry of the station'),
            ),
            ...onwardWaybills.map((waybill) => arrival(waybill, at(10, '13:00'))),
          ],
          settlement: {
            kind: 'shipments',
            shipmentIds: onwardWaybills.map(({ shipmentId }) => shipmentId),
            arrived: true,
          },
        },
        {
          name: 'household-registered',
          title: 'the unknown household is registered, too late for the order: its receipt is refused',
          events: () => [
            registration('registry-2020-08-10', at(10, '09:00'), {
              centreId: firstCentreId,
              households: [late],
            }),
          ],
          settlement: { kind: 'not-held', references: [unknownReceipt.receiptId] },
        },
      ],
    },
    {
      title: '11 August 2020 · the order is amended',
      steps: [
        {
          name: 'amendment',
          title: 'the registry is read anew, and the soap pledge gets a quantity',
          events: () => [
            event(centralCommittee, 'order-2020-08-05-02', 'relief.order.amended.v1', at(11, '09:00'), {
              orderId,
              revision: 2,
              reason: 'A household was missed when the registry was read; light industry states its soap',
              pledges: pledges.map((pledge) =>
                pledge.commodity === 'soap'
                  ? { ...pledge, quantity: population, unit: unitOf('soap') }
                  : pledge,
              ),
            }),
          ],
          settlement: {
            kind: 'order',
            households: householdCount + 1,
            persons: population + personsOf(late),
          },
        },
        {
          name: 'missed-household-served',
          title: 'the household that was missed gets its share, on a new receipt',
          events: () => [
            sheet(`sheet-2020-08-11-${firstCentreId}`, at(11, '15:00'), firstCentreId, [lateReceipt]),
          ],
          settlement: afterLate,
        },
        {
          name: 'missed-household-paid',
          title: 'and its stipend',
          events: () => [
            paymentSheet(`payments-2020-08-11-${mispaidBy}`, at(11, '16:00'), mispaidBy, [latePayment]),
          ],
          settlement: paymentsUpTo([8, 9, 10], { payments: 1, paid: latePayment.amount }),
        },
      ],
    },
    {
      title: '12 August 2020 · a desk writes ahead, and a second train comes',
      steps: [
        {
          name: 'written-ahead',
          title: 'receipts beyond the released share are held',
          events: () =>
            sheetsAhead.map((rows, index) =>
              sheet(
                `sheet-2020-08-12-${firstCentreId}-${index + 1}`,
                at(12, `0${8 + index}:00`),
                firstCentreId,
                rows,
              ),
            ),
          settlement: {
            kind: 'held',
            reason: 'exceeds-release',
            references: heldAhead.map(({ receiptId }) => receiptId),
          },
        },
        ...trainSteps('second-train', secondTrain, secondShares, 12),
        {
          name: 'written-ahead-posts',
          title: 'the held receipts post by themselves',
          events: () => [],
          settlement: afterHeld,
        },
        {
          name: 'in-order',
          title: 'in the order they were recorded',
          events: () => [],
          settlement: {
            kind: 'posted-in-order',
            householdId: witness.householdId,
            references: witnessReceipts.map(({ receiptId }) => receiptId),
          },
        },
      ],
    },
    {
      title: '13 August 2020 · handovers from the second train',
      steps: [
        {
          name: 'handovers-08-13',
          title: 'handover sheets',
          events: () => sheets(13),
          settlement: afterThirteenth,
        },
      ],
    },
    {
      title: '14 August 2020 · the rest of them',
      steps: [
        {
          name: 'handovers-08-14',
          title: 'handover sheets',
          events: () => sheets(14),
          settlement: afterFourteenth,
        },
      ],
    },
    {
      title: '15 August 2020 · the centres count their stock',
      steps: [
        {
          name: 'counts',
          title: 'stock counts',
          events: counts,
          settlement: {
            kind: 'counts',
            counts: centres.map(({ locationId }) => ({ locationId, countId: countId(locationId) })),
          },
        },
      ],
    },
  ];

  const scenario: Scenario = { orderId, title, centres, households: householdCount, population, days };
  return { ...scenario, rations, registry: households, receipts, payments };
}
