/** Orders, households and books as the domain sees them, each with what a test leaves out. */
import { addToTally, emptyLocationTally, type LocationTally } from '../../shared/domain/books.ts';
import type { LocationRegistration, OrderTerms, Ration, Stipend } from '../../shared/domain/events.ts';
import type { Composition } from '../../shared/domain/household.ts';
import { foldOrder, type Order, type Revision } from '../../shared/domain/order.ts';
import type { QuantityLine } from '../../shared/domain/quantity.ts';

export const riceRation: Ration = { commodity: 'rice', unit: 'kg', perPersonThousandths: 5_000_000n };
export const oilRation: Ration = { commodity: 'oil', unit: 'bottle', perPersonThousandths: 500n };

export const won: Stipend = {
  perAdultMinor: 800_000n,
  currency: { code: 'KPW', decimals: 2 },
  funding: 'own',
};

export const termsWith = (terms: Partial<OrderTerms> = {}): OrderTerms => ({
  title: 'Kaesong lockdown',
  issuedBy: 'Central Committee',
  referenceDate: '2020-08-05',
  startsOn: '2020-08-05',
  endsOn: '2020-09-05',
  centres: 'all',
  rations: [riceRation, oilRation],
  stipend: won,
  pledges: [],
  prohibitions: [],
  release: 'first-come',
  ...terms,
});

export const acceptedAt = '2020-08-05T00:00:00.000Z';

export const issued = (terms: Partial<OrderTerms> = {}): Revision => ({
  kind: 'issued',
  revision: 1,
  at: acceptedAt,
  terms: termsWith(terms),
});

/** Errors: throws when there are no revisions. */
export function orderOf(...revisions: readonly Revision[]): Order {
  const order = foldOrder('O-1', revisions, new Map());
  if (order === undefined) throw new Error('an order has a revision');
  return order;
}

/** Two adults and two children at C-1, from before the order. */
export const family = (composition: Partial<Composition> = {}): Composition => ({
  effectiveFrom: '2020-07-01',
  recordedAt: '2020-07-01T00:00:00.000Z',
  centreId: 'C-1',
  adults: 2,
  children: 2,
  priority: 0,
  ...composition,
});

export const centre: LocationRegistration = { locationId: 'C-1', name: 'Pukan', kind: 'centre' };

/** A book into which this much came. Units: base units. */
export const stockOf = (amounts: Readonly<Record<string, bigint>>): LocationTally =>
  addToTally(emptyLocationTally, 'received', new Map(Object.entries(amounts)));

/** Units: grams. */
export const rice = (quantity: bigint): QuantityLine => ({ commodity: 'rice', unit: 'g', quantity });
export const oil = (quantity: bigint): QuantityLine => ({ commodity: 'oil', unit: 'bottle', quantity });
