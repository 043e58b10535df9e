/**
 * Kaesong, August 2020, as the events its offices would send: day by day, made lazily, and always the same
 * for the same options. What is sourced and what is generated stands in the README beside this file.
 */
import { readFileSync } from 'node:fs';
import {
  baseQuantity,
  isCountUnit,
  quantityIn,
  thousandthsOf,
  type Unit,
} from '../../shared/domain/quantity.ts';
import { spread } from './random.ts';
import {
  type CentrePlace,
  type CentreRegistry,
  centresOf,
  type Household,
  householdsOf,
  usualAdultAge,
} from './registry.ts';

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

interface Ration {
  readonly commodity: string;
  readonly quantityPerPerson: number;
  readonly unit: Unit;
}

interface OrderData {
  readonly orderId: string;
  readonly title: string;
  readonly rations: readonly Ration[];
  readonly stipend: { readonly amountPerAdult: number; readonly currency: string };
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
  | { readonly kind: 'held'; readonly reference: string }
  | { readonly kind: 'not-held'; readonly reference: string }
  | { readonly kind: 'shipments'; readonly shipmentIds: readonly string[]; readonly arrived: boolean }
  /** Units: base units by commodity, everything handed over so far. */
  | {
      readonly kind: 'handovers';
      readonly households: number;
      readonly handedOver: ReadonlyMap<string, bigint>;
    }
  | { readonly kind: 'payments'; readonly payments: number; readonly paid: number };

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

/** A sheet of 98 receipts and its book entry fill one transaction of the store. */
const rowsPerSheet = 98;
const householdsPerRegistration = 500;

const cityOffice = 'urn:relief:kaesong:city-office';
const distributionOffice = 'urn:relief:kaesong:distribution-office';

/** What the train carried of each commodity, in percent of what is owed; anything not named came in full. */
const carriedPercent: Readonly<Record<string, bigint>> = { corn: 40n, soybeans: 50n, oil: 60n };

/** Desks weigh out in steps of 100 g. */
const weighingStep = 100n;

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

const perPerson = ({ quantityPerPerson, unit }: Ration): bigint => {
  const thousandths = thousandthsOf(String(quantityPerPerson));
  const base = thousandths === undefined ? undefined : baseQuantity(thousandths, unit);
  if (base === undefined)
    throw new RangeError(`A ration of ${quantityPerPerson} ${unit} is no whole base unit`);
  return base;
};

const personsOf = (household: Household): number => household.adults + household.children;

/** One commodity on one centre's waybill. Units: base units. */
interface Cargo {
  readonly ration: Ration;
  readonly planned: bigint;
  readonly dispatched: bigint;
  readonly received: bigint;
  readonly lost: bigint;
}

/**
 * What the train brings to one centre: rice whole, part of the rest. The first centre and every fifth after it
 * spills corn and breaks bottles; the last one gets less corn than its waybill says.
 */
function cargoOf(centre: CentreRegistry, index: number, last: boolean, rations: readonly Ration[]): Cargo[] {
  return rations.map((ration) => {
    const planned = perPerson(ration) * BigInt(centre.population);
    const dispatched = (planned * (carriedPercent[ration.commodity] ?? 100n)) / 100n;
    const breakage = isCountUnit(ration.unit) ? 1n + dispatched / 200n : (dispatched / 200_000n) * 1_000n;
    const careless = index % 5 === 0 && (ration.commodity === 'corn' || ration.commodity === 'oil');
    const lost = careless ? breakage : 0n;
    const short = last && ration.commodity === 'corn' ? (dispatched / 30_000n) * 1_000n : 0n;
    return { ration, planned, dispatched, lost, received: dispatched - lost - short };
  });
}

export interface Receipt {
  readonly receiptId: string;
  readonly householdId: string;
  readonly collectedBy?: string;
  readonly lines: readonly { readonly commodity: string; readonly quantity: number; readonly unit: Unit }[];
}

/** What a desk hands one household: its share of what has come, weighed down to the desk's step. */
function receiptOf(household: Household, cargo: readonly Cargo[]): Receipt {
  const persons = BigInt(personsOf(household));
  const lines = cargo.flatMap(({ ration, planned, received }) => {
    const share = (perPerson(ration) * persons * received) / planned;
    const handed = isCountUnit(ration.unit) ? share : share - (share % weighingStep);
    const { commodity, unit } = ration;
    return handed > 0n ? [{ commodity, quantity: quantityIn(handed, unit), unit }] : [];
  });
  return {
    receiptId: `R-${household.householdId}-1`,
    householdId: household.householdId,
    ...(spread(`proxy/${household.householdId}`) % 50 === 0
      ? { collectedBy: `neighbour-of-${household.householdId}` }
      : {}),
    lines,
  };
}

/** The day of August on which a household collects; three in a hundred have not come yet. */
function collectsOn(householdId: string): 8 | 9 | undefined {
  const drawn = spread(`collects/${householdId}`) % 100;
  if (drawn < 3) return undefined;
  return drawn < 62 ? 8 : 9;
}

export interface PaymentRow {
  readonly paymentId: string;
  readonly householdId: string;
  readonly amount: number;
  readonly currency: string;
}

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

/** The story and its rows for the given options. Errors: a missing or broken example file, options out of range. */
export function kaesongScenario(options: ScenarioOptions) {
  const { population, adultAge = usualAdultAge, seed = 'kaesong-2020' } = options;
  const locationsEvent = readEvent<{ locations: readonly Place[] }>('01-locations.json');
  const orderEvent = readEvent<OrderData>('02-order.json');
  const { orderId, rations, stipend, title } = orderEvent.data;

  const places = locationsEvent.data.locations.filter(
    ({ kind, locationId }) => kind !== 'centre' || (options.centreIds?.includes(locationId) ?? true),
  );
  const centrePlaces: CentrePlace[] = places.filter(({ kind }) => kind === 'centre');
  const centres = centresOf({ population, centres: centrePlaces, adultAge, seed });
  const cargoOfCentre = new Map(
    centres.map((centre, index) => [
      centre.locationId,
      cargoOf(centre, index, index === centres.length - 1, rations),
    ]),
  );
  const cargoAt = (centreId: string): readonly Cargo[] => cargoOfCentre.get(centreId) ?? [];
  const waybill = (centreId: string): string => `train-2020-08-07/${centreId}`;

  function* households(): Generator<Household> {
    for (const centre of centres) yield* householdsOf(centre, seed);
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

  // The people of the story's mishaps; all of them in the first centre, so that they are easy to look up.
  const [firstCentre] = centres;
  const lastCentre = centres.at(-1);
  const [, , early, greedy] = firstCentre ? householdsOf(firstCentre, seed) : [];
  if (!lastCentre || !early || !greedy) throw new RangeError('The story needs a centre of four households');
  const { centreId: firstCentreId, householdId: earlyId } = early;
  const returned: Household = {
    householdId: `${firstCentreId}-90001`,
    centreId: firstCentreId,
    neighbourhood: 'Neighbourhood unit 1',
    adults: 2,
    children: 1,
  };

  function* registrations(): Generator<CloudEvent> {
    for (const centre of centres) {
      const rows = [...householdsOf(centre, seed)];
      for (let from = 0; from < rows.length; from += householdsPerRegistration) {
        const part = from / householdsPerRegistration + 1;
        yield registration(
          `registry-${centre.locationId}-${part}`,
          '2020-07-24',
          '2020-07-24T20:00:00+09:00',
          {
            centreId: centre.locationId,
            households: rows.slice(from, from + householdsPerRegistration),
          },
        );
      }
    }
  }

  function registration(
    id: string,
    effectiveFrom: string,
    time: string,
    { centreId, households }: { readonly centreId: string; readonly households: readonly Household[] },
  ): CloudEvent {
    return event(cityOffice, id, 'relief.households.registered.v1', time, {
      centreId,
      effectiveFrom,
      households: households.map(({ centreId: _, ...household }) => household),
    });
  }

  function* dispatches(): Generator<CloudEvent> {
    for (const { locationId } of centres) {
      yield event(
        'urn:relief:train',
        `dispatch-2020-08-07-${locationId}`,
        'relief.shipment.dispatched.v1',
        '2020-08-07T14:00:00+09:00',
        {
          shipmentId: waybill(locationId),
          orderId,
          from: { source: 'train-2020-08-07' },
          to: locationId,
          carrier: 'Train of 7 August',
          lines: cargoAt(locationId).map(({ ration, dispatched }) => ({
            commodity: ration.commodity,
            quantity: quantityIn(dispatched, ration.unit),
            unit: ration.unit,
          })),
        },
      );
    }
  }

  function* arrivals(): Generator<CloudEvent> {
    for (const { locationId } of centres) {
      yield event(
        distributionOffice,
        `arrival-2020-08-07-${locationId}`,
        'relief.shipment.arrived.v1',
        '2020-08-07T17:30:00+09:00',
        {
          shipmentId: waybill(locationId),
          orderId,
          at: locationId,
          from: { source: 'train-2020-08-07' },
          lines: cargoAt(locationId).map(({ ration, received, lost }) => ({
            commodity: ration.commodity,
            quantity: quantityIn(received, ration.unit),
            unit: ration.unit,
            ...(lost > 0n
              ? {
                  losses: [
                    {
                      quantity: quantityIn(lost, ration.unit),
                      cause: isCountUnit(ration.unit) ? 'damaged' : 'spilled',
                    },
                  ],
                }
              : {}),
          })),
        },
      );
    }
  }

  const sheet = (id: string, time: string, centreId: string, receipts: readonly Receipt[]): CloudEvent =>
    event(distributionOffice, id, 'relief.handovers.made.v1', time, { centreId, orderId, receipts });

  /** Every receipt of one day's ordinary sheets, centre by centre. */
  function* receipts(day: 8 | 9): Generator<readonly [centreId: string, receipt: Receipt]> {
    for (const household of households()) {
      if (household.householdId === earlyId || collectsOn(household.householdId) !== day) continue;
      yield [household.centreId, receiptOf(household, cargoAt(household.centreId))];
    }
  }

  function* sheets(day: 8 | 9): Generator<CloudEvent> {
    const sheetCount = new Map<string, number>();
    for (const [centreId, rows] of inSheets(receipts(day))) {
      const number = (sheetCount.get(centreId) ?? 0) + 1;
      sheetCount.set(centreId, number);
      yield sheet(
        `sheet-2020-08-0${day}-${centreId}-${number}`,
        `2020-08-0${day}T17:00:00+09:00`,
        centreId,
        rows,
      );
    }
  }

  const earlyReceipt = receiptOf(early, cargoAt(firstCentreId));
  const greedyReceipt: Receipt = {
    receiptId: `R-${greedy.householdId}-0`,
    householdId: greedy.householdId,
    lines: receiptOf(greedy, cargoAt(firstCentreId))
      .lines.slice(0, 1)
      .map((line) => ({ ...line, quantity: line.quantity * 2 })),
  };
  const returnedReceipt = receiptOf(returned, cargoAt(firstCentreId));

  const businesses = Math.max(2, Math.round(centres.length / 3));
  const organisations = Math.max(1, Math.round(centres.length / 5));
  const lateBusiness = `business-${String(businesses).padStart(2, '0')}`;

  /** Who pays a household: its district office, or the business or organisation where its members work. */
  function payerOf({ householdId, centreId }: Household): string {
    const drawn = spread(`payer/${householdId}`);
    const place = Math.floor(drawn / 100);
    if (drawn % 100 < 60) return `district-office-${centreId}`;
    const [kind, number] =
      drawn % 100 < 85
        ? ['business', (place % businesses) + 1]
        : ['organisation', (place % organisations) + 1];
    return `${kind}-${String(number).padStart(2, '0')}`;
  }

  /** Offices pay whole on the 8th, organisations whole on the 9th, businesses half on the 8th and half on the 10th. */
  function* payments(day: 8 | 9 | 10): Generator<readonly [payerId: string, payment: PaymentRow]> {
    for (const household of households()) {
      const payerId = payerOf(household);
      const due = household.adults * stipend.amountPerAdult;
      const half = Math.floor(due / 2);
      const row = (instalment: number, amount: number) =>
        [
          payerId,
          {
            paymentId: `P-${household.householdId}-${instalment}`,
            householdId: household.householdId,
            amount,
            currency: stipend.currency,
          },
        ] as const;
      if (day === 8 && payerId.startsWith('district-office')) yield row(1, due);
      if (day === 8 && payerId.startsWith('business')) yield row(1, half);
      if (day === 9 && payerId.startsWith('organisation')) yield row(1, due);
      if (day === 10 && payerId.startsWith('business') && payerId !== lateBusiness) yield row(2, due - half);
    }
  }

  function* paymentSheets(day: 8 | 9 | 10): Generator<CloudEvent> {
    const date = `2020-08-${String(day).padStart(2, '0')}`;
    const sheetCount = new Map<string, number>();
    for (const [payerId, rows] of inSheets(payments(day))) {
      const number = (sheetCount.get(payerId) ?? 0) + 1;
      sheetCount.set(payerId, number);
      yield event(
        `urn:relief:kaesong:${payerId}`,
        `payments-${date}-${payerId}-${number}`,
        'relief.payments.made.v1',
        `${date}T16:00:00+09:00`,
        { payerId, orderId, payments: rows },
      );
    }
  }

  /** Everything handed over once the given receipts are posted as well. */
  function handoversUpTo(days: readonly (8 | 9)[]): Settlement {
    const handedOver = new Map<string, bigint>(rations.map(({ commodity }) => [commodity, 0n]));
    let served = 0;
    const add = (receipt: Receipt) => {
      served += 1;
      for (const { commodity, quantity, unit } of receipt.lines) {
        const base = baseQuantity(thousandthsOf(String(quantity)) ?? 0n, unit) ?? 0n;
        handedOver.set(commodity, (handedOver.get(commodity) ?? 0n) + base);
      }
    };
    add(earlyReceipt);
    for (const day of days) for (const [, receipt] of receipts(day)) add(receipt);
    return { kind: 'handovers', households: served, handedOver };
  }

  function paymentsUpTo(days: readonly (8 | 9 | 10)[]): Settlement {
    let count = 0;
    let paid = 0;
    for (const day of days) {
      for (const [, payment] of payments(day)) {
        count += 1;
        paid += payment.amount;
      }
    }
    return { kind: 'payments', payments: count, paid };
  }

  const lastHouseholds = centres.flatMap((centre) => {
    const ids = [...householdsOf(centre, seed)].map(({ householdId }) => householdId);
    return [ids[0], ids[Math.floor(ids.length / 2)], ids.at(-1)].filter((id) => id !== undefined);
  });
  const householdCount = centres.reduce((sum, centre) => sum + centre.households, 0);
  const shipmentIds = centres.map(({ locationId }) => waybill(locationId));
  const resent = [...householdsOf(lastCentre, seed)].find(({ householdId }) => collectsOn(householdId) === 8);

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
          settlement: { kind: 'households', householdIds: lastHouseholds },
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
            sheet(`sheet-2020-08-07-${firstCentreId}-early`, '2020-08-07T10:00:00+09:00', firstCentreId, [
              earlyReceipt,
            ]),
          ],
          settlement: { kind: 'held', reference: earlyReceipt.receiptId },
        },
        {
          name: 'waybills',
          title: 'waybills of the train',
          events: dispatches,
          settlement: { kind: 'shipments', shipmentIds, arrived: false },
        },
        {
          name: 'arrivals',
          title: 'centres confirm what arrived',
          events: arrivals,
          settlement: { kind: 'shipments', shipmentIds, arrived: true },
        },
        {
          name: 'early-receipt-posts',
          title: 'the held receipt posts by itself',
          events: () => [],
          settlement: { kind: 'not-held', reference: earlyReceipt.receiptId },
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
          settlement: handoversUpTo([8]),
        },
        {
          name: 'refused-and-held',
          title: 'an unknown household is held, a household that asks twice its rice is refused',
          events: () => [
            sheet(`sheet-2020-08-08-${firstCentreId}-late`, '2020-08-08T18:00:00+09:00', firstCentreId, [
              greedyReceipt,
              returnedReceipt,
            ]),
          ],
          settlement: { kind: 'held', reference: returnedReceipt.receiptId },
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
      title: '9 August 2020 · the rest of the sheets, organisations pay',
      steps: [
        {
          name: 'handovers-08-09',
          title: 'handover sheets',
          events: () => sheets(9),
          settlement: handoversUpTo([8, 9]),
        },
        {
          name: 'resent-receipt',
          title: 'a receipt sent twice more changes nothing',
          events: () =>
            resent === undefined
              ? []
              : [1, 2].map((copy) =>
                  sheet(`sheet-2020-08-09-resent-${copy}`, '2020-08-09T18:00:00+09:00', resent.centreId, [
                    receiptOf(resent, cargoAt(resent.centreId)),
                  ]),
                ),
          settlement: handoversUpTo([8, 9]),
        },
        {
          name: 'payments-08-09',
          title: 'stipend payments',
          events: () => paymentSheets(9),
          settlement: paymentsUpTo([8, 9]),
        },
      ],
    },
    {
      title: '10 August 2020 · second instalments, and a household comes home',
      steps: [
        {
          name: 'payments-08-10',
          title: 'stipend payments',
          events: () => paymentSheets(10),
          settlement: paymentsUpTo([8, 9, 10]),
        },
        {
          name: 'household-registered',
          title: 'the unknown household is registered, and its held receipt decided',
          events: () => [
            registration('registry-2020-08-10', '2020-08-10', '2020-08-10T09:00:00+09:00', {
              centreId: firstCentreId,
              households: [returned],
            }),
          ],
          settlement: { kind: 'not-held', reference: returnedReceipt.receiptId },
        },
      ],
    },
  ];

  const scenario: Scenario = { orderId, title, centres, households: householdCount, population, days };
  return { ...scenario, rations, registry: households, receipts, payments };
}
