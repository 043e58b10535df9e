/** What is unusual about a waybill as it stands, as the contract lists it. */
import type { Journal, Order } from './journal.ts';
import { type Amounts, add, amountOf, contentOf } from './messages.ts';
import { commoditiesOf, shortfall, surplusByArrival, type Waybill } from './waybill.ts';

export interface Suspicion {
  readonly kind: string;
  readonly locationId?: string;
  readonly commodity: string;
  readonly quantity: bigint;
  readonly references: readonly string[];
}

export function suspicions(
  shipmentId: string,
  waybill: Waybill,
  order: Order,
  journal: Journal,
): readonly Suspicion[] {
  const listed = (kind: string, locationId: string, amounts: Amounts): readonly Suspicion[] =>
    [...amounts]
      .filter(([, quantity]) => quantity > 0n)
      .map(([commodity, quantity]) => ({ kind, locationId, commodity, quantity, references: [shipmentId] }));
  const { to, dispatched } = waybill;
  const came = cameByPlace(waybill);
  const isOutside = (locationId: string): boolean =>
    journal.locations.get(locationId)?.kind === 'centre' && !order.centres.includes(locationId);
  const short = new Map(
    commoditiesOf(waybill).map((commodity) => [commodity, shortfall(waybill, commodity)] as const),
  );
  return [
    ...listed('shortfall', to ?? '', short),
    ...surplusByArrival(waybill).flatMap(([{ at }, beyond]) => listed('surplus', at, beyond)),
    ...[...came].flatMap(([at, amounts]) => [
      // Sent elsewhere.
      ...(to !== undefined && at !== to ? listed('diverted', at, amounts) : []),
      ...(isOutside(at) ? listed('outside-area', at, amounts) : []),
      ...listed('unplanned-goods', at, unplanned(amounts, waybill, order)),
    ]),
    ...(to !== undefined && isOutside(to) && !came.has(to) ? listed('outside-area', to, dispatched) : []),
    ...repeated(waybill).flatMap(({ at, lines }) => listed('repeated-arrival', at, lines)),
  ];
}

function cameByPlace({ arrivals }: Waybill): ReadonlyMap<string, Amounts> {
  const came = new Map<string, Amounts>();
  for (const { at, lines } of arrivals) {
    const amounts = came.get(at) ?? new Map();
    came.set(at, amounts);
    for (const [commodity, base] of lines) add(amounts, commodity, base);
  }
  return came;
}

/** What the order neither rations nor pledges, where it came in from outside. */
function unplanned(amounts: Amounts, { fromStock }: Waybill, { terms }: Order): Amounts {
  const planned = new Set([...terms.rations, ...terms.pledges].map(({ commodity }: any) => commodity));
  return new Map(
    [...amounts].filter(([commodity]) => !planned.has(commodity) && amountOf(fromStock, commodity) === 0n),
  );
}

/** Arrivals of one place with the same lines and losses as one before, of a waybill that nobody sent. */
function repeated({ to, arrivals }: Waybill): Waybill['arrivals'] {
  const told = ({ at, lines, lost }: Waybill['arrivals'][number]): string =>
    contentOf([at, ...[lines, lost].map((amounts) => [...amounts].map(String).sort())]);
  return to === undefined
    ? arrivals.filter((one, index) => arrivals.slice(0, index).some((before) => told(before) === told(one)))
    : [];
}
