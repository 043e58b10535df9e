/** A made-up city of centres and households, and the events of its relief, with Kaesong's scale of rations. */
import type { ReliefEvent } from '../../shared/domain/events.ts';
import type { Unit } from '../../shared/domain/quantity.ts';

/** An event as its sender writes it. */
export interface CityEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: ReliefEvent['type'];
  readonly time: string;
  readonly data: unknown;
}

export interface CityHousehold {
  readonly householdId: string;
  readonly adults: number;
  readonly children: number;
}

export interface CityCentre {
  readonly centreId: string;
  readonly households: readonly CityHousehold[];
}

export interface Receipt {
  readonly receiptId: string;
  readonly householdId: string;
  readonly lines: readonly { readonly commodity: string; readonly quantity: number; readonly unit: Unit }[];
}

export const rations = [
  { commodity: 'rice', quantityPerPerson: 5, unit: 'kg' },
  { commodity: 'corn', quantityPerPerson: 10, unit: 'kg' },
  { commodity: 'soybeans', quantityPerPerson: 2, unit: 'kg' },
  { commodity: 'oil', quantityPerPerson: 1, unit: 'bottle' },
] as const;

const stipendPerAdult = { amountPerAdult: 8000, currency: 'KPW' } as const;

/** Adults and children; ten households are 41 persons, as in Kaesong, nine or ten of them children. */
const compositions = [
  [3, 1],
  [2, 1],
  [4, 1],
  [3, 1],
  [2, 0],
  [4, 2],
  [3, 1],
  [4, 1],
  [3, 1],
  [4, 0],
] as const;

/** The contract lets one event register so many. */
const maxRegistrations = 1_000;

/** As many households at each centre as at any other, but for one. */
export function cityOf(centres: number, households: number): readonly CityCentre[] {
  return Array.from({ length: centres }, (_, index): CityCentre => {
    const centreId = `KS-D${String(index + 1).padStart(2, '0')}`;
    const share =
      Math.floor((households * (index + 1)) / centres) - Math.floor((households * index) / centres);
    return {
      centreId,
      households: Array.from({ length: share }, (_, number) => householdOf(centreId, number)),
    };
  });
}

function householdOf(centreId: string, number: number): CityHousehold {
  const [adults, children] = compositions[number % compositions.length] ?? [1, 0];
  return { householdId: `${centreId}-${String(number + 1).padStart(5, '0')}`, adults, children };
}

export const personsOf = ({ adults, children }: CityHousehold): number => adults + children;

const eventOf = (id: string, type: CityEvent['type'], data: unknown): CityEvent => ({
  specversion: '1.0',
  id,
  source: 'urn:relief:kaesong:distribution-office',
  type,
  time: '2020-08-08T17:00:00+09:00',
  data,
});

export const locationsRegistered = (city: readonly CityCentre[]): CityEvent =>
  eventOf('locations', 'relief.locations.registered.v1', {
    locations: city.map(({ centreId }) => ({ locationId: centreId, name: centreId, kind: 'centre' })),
  });

export function* householdsRegistered(city: readonly CityCentre[]): Generator<CityEvent> {
  for (const { centreId, households } of city) {
    for (let start = 0; start < households.length; start += maxRegistrations) {
      yield eventOf(`registry-${centreId}-${start}`, 'relief.households.registered.v1', {
        centreId,
        effectiveFrom: '2020-07-01',
        households: households.slice(start, start + maxRegistrations),
      });
    }
  }
}

export const orderIssued = (orderId: string): CityEvent =>
  eventOf(orderId, 'relief.order.issued.v1', {
    orderId,
    title: 'Special supply during the lockdown',
    issuedBy: 'Central Committee',
    referenceDate: '2020-08-05',
    startsOn: '2020-08-05',
    area: { centres: 'all' },
    rations,
    stipend: stipendPerAdult,
    pledges: [{ commodity: 'coal', quantity: 180, unit: 't', source: 'Sunchon', responsible: 'Cabinet' }],
    prohibitions: ['gathering firewood'],
    release: 'proportional',
  });

export const shipmentIdOf = (orderId: string, centreId: string): string => `W-${orderId}-${centreId}`;

/** All that a centre's households are entitled to, in one arrival. */
export function arrivedInFull(orderId: string, { centreId, households }: CityCentre): CityEvent {
  const persons = households.reduce((sum, household) => sum + personsOf(household), 0);
  const shipmentId = shipmentIdOf(orderId, centreId);
  return eventOf(shipmentId, 'relief.shipment.arrived.v1', {
    shipmentId,
    orderId,
    at: centreId,
    lines: rations.map(({ commodity, quantityPerPerson, unit }) => ({
      commodity,
      quantity: quantityPerPerson * persons,
      unit,
    })),
  });
}

export const receiptOf = (orderId: string, household: CityHousehold): Receipt => ({
  receiptId: `R-${orderId}-${household.householdId}`,
  householdId: household.householdId,
  lines: rations.map(({ commodity, quantityPerPerson, unit }) => ({
    commodity,
    quantity: quantityPerPerson * personsOf(household),
    unit,
  })),
});

/** Sheets of `rowsPerSheet` receipts for the first `households` of a centre: each receives all it is owed. */
export function* sheetsOf(
  orderId: string,
  centre: CityCentre,
  households: number,
  rowsPerSheet: number,
): Generator<CityEvent> {
  for (let start = 0; start < households; start += rowsPerSheet) {
    const rows = centre.households.slice(start, Math.min(households, start + rowsPerSheet));
    yield eventOf(`sheet-${orderId}-${centre.centreId}-${start}`, 'relief.handovers.made.v1', {
      centreId: centre.centreId,
      orderId,
      receipts: rows.map((household) => receiptOf(orderId, household)),
    });
  }
}

/** The office that pays the stipends of a centre's households. */
export const payerOf = (centreId: string): string => `PAY-${centreId}`;

/** Sheets of `rowsPerSheet` payments: each household of a centre is paid all it is due, once. */
export function* paymentSheetsOf(
  orderId: string,
  { centreId, households }: CityCentre,
  rowsPerSheet: number,
): Generator<CityEvent> {
  for (let start = 0; start < households.length; start += rowsPerSheet) {
    yield eventOf(`payments-${orderId}-${centreId}-${start}`, 'relief.payments.made.v1', {
      payerId: payerOf(centreId),
      orderId,
      payments: households.slice(start, start + rowsPerSheet).map(({ householdId, adults }) => ({
        paymentId: `P-${orderId}-${householdId}`,
        householdId,
        amount: stipendPerAdult.amountPerAdult * adults,
        currency: stipendPerAdult.currency,
      })),
    });
  }
}
