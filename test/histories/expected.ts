/** The answers of the API as the model expects them, in the form in which they are compared. */
import type { Exception } from './exceptions.ts';
import type { Journal, Location, Order, Totals } from './journal.ts';
import { type Amounts, add, amountOf, compare, contentOf, factorOf, sum } from './messages.ts';
import type { Model } from './model.ts';
import { type Suspicion, suspicions } from './suspicions.ts';
import { commoditiesOf, inTransit, onward, shortfall, surplus } from './waybill.ts';

const unitOf = ({ units }: Order, commodity: string): string | undefined => units.get(commodity);

const inUnit = (order: Order, commodity: string, base: bigint): number =>
  Number(base) / Number(factorOf(unitOf(order, commodity) ?? 'g'));

export const money = (minor: bigint): number => Number(minor) / 100;

/** Figures of commodities by name, each in the unit of the order's line. */
function rows(
  order: Order,
  commodities: Iterable<string>,
  figures: (commodity: string) => Readonly<Record<string, bigint>>,
): Readonly<Record<string, object>> {
  const entries = [...new Set(commodities)].map((commodity) => {
    const unit = unitOf(order, commodity);
    const numbers = Object.entries(figures(commodity)).map(([name, base]) => [
      name,
      inUnit(order, commodity, base),
    ]);
    return [commodity, { ...(unit !== undefined && { unit }), ...Object.fromEntries(numbers) }];
  });
  return Object.fromEntries(entries);
}

/** Rows of an answer by commodity, whatever their order. */
export const byCommodity = (answered: readonly any[]): Readonly<Record<string, object>> =>
  Object.fromEntries(answered.map(({ commodity, ...figures }) => [commodity, figures]));

const rationsOf = (order: Order): readonly string[] =>
  order.terms.rations.map(({ commodity }: any) => commodity);

const statusOf = (order: Order, today: string): string =>
  order.cancelled !== undefined ? 'cancelled' : today > order.terms.endsOn ? 'ended' : 'active';

export function expectedOrder(order: Order, today: string): object {
  const { stipend } = order.terms;
  return {
    ...order.terms,
    ...(stipend !== undefined && { stipend: { funding: 'own', ...stipend } }),
    status: statusOf(order, today),
    revision: order.revision,
    revisions: order.steps.map(({ content: _content, ...step }) => step),
  };
}

export function expectedReconciliation(
  { journal, held, rejected }: Model,
  order: Order,
  today: string,
): object {
  const { orderId } = order;
  const sites = sitesOf(journal, order);
  const commodities = rows(order, commoditiesUnder(journal, order), (commodity) =>
    orderFigures(journal, order, commodity),
  );
  const locations = sites.map(({ locationId, kind, name }) => {
    const own = order.centres.includes(locationId) ? journal.served(order, locationId) : [];
    const served = own.map(([, composition]) => composition);
    const holders = own.map(([householdId]) => householdId);
    const totals = journal.totalsOf(locationId, orderId);
    const got = gotAt(journal, order, locationId, holders);
    const adults = served.reduce((count, one) => count + one.adults, 0);
    return {
      locationId,
      name,
      kind,
      households: served.length,
      persons: served.reduce((count, one) => count + one.children, adults),
      adults,
      householdsServed: holders.filter((householdId) => hasSomething(journal, order, householdId)).length,
      householdsComplete: holders.filter((householdId) => hasAll(journal, order, householdId)).length,
      commodities: rows(
        order,
        [...(served.length > 0 ? rationsOf(order) : []), ...totals.keys(), ...got.keys()],
        (commodity) => {
          const handedOver = totals.get(commodity)?.handedOver ?? 0n;
          const { outstanding, overIssued } = owed(journal, order, holders, commodity);
          const ofOthers =
            amountOf(got, commodity) - sum(holders.map((id) => has(journal, order, id, commodity)));
          return {
            planned: served.length > 0 ? journal.planned(order, locationId, commodity) : 0n,
            ...locationFigures(journal, locationId, orderId, commodity),
            unreleased: unreleased(journal, order, locationId, commodity),
            receivedElsewhere: amountOf(got, commodity) - handedOver,
            outstanding,
            overIssued: overIssued + ofOthers,
          };
        },
      ),
    };
  });
  const ofOrder = (exceptions: readonly Exception[]): number =>
    exceptions.filter((one) => one.orderId === orderId).length;
  return {
    orderId,
    status: statusOf(order, today),
    commodities,
    locations,
    ...(order.currency !== undefined && { stipend: expectedStipend(journal, order) }),
    exceptions: { held: ofOrder(held), rejected: ofOrder(rejected) },
    ...expectedSayings(journal, order),
  };
}

/** In these histories nobody says anything: of each receipt and payment nothing was heard. */
function expectedSayings({ bookings }: Journal, { orderId }: Order): object {
  const given = bookings.filter((one) => one.orderId === orderId && /^(handover|payment)$/.test(one.type));
  return {
    confirmations: { received: 0, less: 0, notReceived: 0, unheard: given.length },
    complaints: { open: 0, overdue: 0, answered: 0, medianDays: null },
  };
}

/** Where an order gives, or has books. */
const sitesOf = (journal: Journal, { orderId, centres }: Order): readonly Location[] =>
  [...journal.locations.values()]
    .filter(
      ({ locationId }) => centres.includes(locationId) || journal.stockCards.has(`${locationId}/${orderId}`),
    )
    .sort((one, other) => compare(one.locationId, other.locationId));

/** Rationed, pledged or booked anywhere. */
const commoditiesUnder = (journal: Journal, order: Order): readonly string[] => [
  ...rationsOf(order),
  ...order.terms.pledges.map(({ commodity }: any) => commodity),
  ...sitesOf(journal, order).flatMap(({ locationId }) => [
    ...journal.totalsOf(locationId, order.orderId).keys(),
  ]),
];

function orderFigures(journal: Journal, order: Order, commodity: string): Readonly<Record<string, bigint>> {
  const { orderId } = order;
  const sites = sitesOf(journal, order);
  const waybills = [...journal.waybills.values()].filter((waybill) => waybill.orderId === orderId);
  const column = (name: keyof Totals) =>
    sum(sites.map((site) => journal.totalsOf(site.locationId, orderId).get(commodity)?.[name] ?? 0n));
  const between = sum(waybills.map((waybill) => onward(waybill, commodity)));
  const pledges: readonly any[] = order.terms.pledges;
  return {
    planned: sum(order.centres.map((centreId) => journal.planned(order, centreId, commodity))),
    pledged: sum(
      pledges
        .filter((pledge) => pledge.commodity === commodity && pledge.quantity !== undefined)
        .map(({ quantity, unit }) => BigInt(quantity) * factorOf(unit)),
    ),
    inTransit: sum(waybills.map((waybill) => amountOf(waybill.fromStock, commodity))) - between,
    received: column('received') - between,
    transferredIn: column('transferredIn'),
    transferredOut: column('transferredOut'),
    lost: column('lost'),
    countVariance: column('variance'),
    handedOver: column('handedOver'),
    onHand: sum(sites.map(({ locationId }) => journal.onHand(locationId, orderId, commodity))),
    ...owed(journal, order, [...journal.households.keys()], commodity),
  };
}

/** What lies at a place and is released to nobody: what came less all shares, and no more than lies there beyond what they promise. */
function unreleased(journal: Journal, order: Order, locationId: string, commodity: string): bigint {
  const isServing = order.centres.includes(locationId);
  const served = isServing ? journal.served(order, locationId) : [];
  const shares = sum(served.map(([, composition]) => journal.released(order, composition, commodity)));
  const met = sum(
    served.map(([householdId]) => {
      const [got, entitled] = [
        has(journal, order, householdId, commodity),
        entitledTo(journal, order, householdId, commodity),
      ];
      return got < entitled ? got : entitled;
    }),
  );
  const came = journal.cameInGoodOrder(locationId, order.orderId, commodity);
  const beyondShares = above(came, shares);
  const beyondPromises = above(journal.onHand(locationId, order.orderId, commodity), above(shares, met));
  return beyondShares < beyondPromises ? beyondShares : beyondPromises;
}

const has = (journal: Journal, { orderId }: Order, householdId: string, commodity: string): bigint =>
  amountOf(journal.received(householdId, orderId), commodity);

const entitledTo = (journal: Journal, order: Order, householdId: string, commodity: string): bigint => {
  const composition = journal.covered(order, householdId);
  return composition === undefined ? 0n : journal.entitled(order, composition, commodity);
};

const hasSomething = (journal: Journal, { orderId }: Order, householdId: string): boolean =>
  [...journal.received(householdId, orderId).values()].some((base) => base !== 0n);

const hasAll = (journal: Journal, order: Order, householdId: string): boolean =>
  hasSomething(journal, order, householdId) &&
  rationsOf(order).every(
    (commodity) =>
      has(journal, order, householdId, commodity) >= entitledTo(journal, order, householdId, commodity),
  );

const above = (one: bigint, other: bigint): bigint => (one > other ? one - other : 0n);

/** What households are still owed, and what they have beyond that, each for itself. */
function owed(
  journal: Journal,
  order: Order,
  householdIds: readonly string[],
  commodity: string,
): { readonly outstanding: bigint; readonly overIssued: bigint } {
  const each = householdIds.map((householdId) => ({
    due: entitledTo(journal, order, householdId, commodity),
    got: has(journal, order, householdId, commodity),
  }));
  return {
    outstanding: sum(each.map(({ due, got }) => above(due, got))),
    overIssued: sum(each.map(({ due, got }) => above(got, due))),
  };
}

/** What those that a location serves got anywhere, and what others, whom nobody serves, got there. */
function gotAt(journal: Journal, order: Order, locationId: string, served: readonly string[]): Amounts {
  const got: Amounts = new Map();
  for (const { householdId, orderId, bookId, lines } of journal.bookings) {
    const isOfOther = bookId === locationId && journal.covered(order, householdId) === undefined;
    if (orderId !== order.orderId || !(served.includes(householdId) || isOfOther)) continue;
    for (const [commodity, base] of lines) add(got, commodity, base);
  }
  return got;
}

function locationFigures(
  journal: Journal,
  locationId: string,
  orderId: string,
  commodity: string,
): Readonly<Record<string, bigint>> {
  const totals = journal.totalsOf(locationId, orderId).get(commodity);
  return {
    received: totals?.received ?? 0n,
    transferredIn: totals?.transferredIn ?? 0n,
    transferredOut: totals?.transferredOut ?? 0n,
    dispatched: totals?.dispatched ?? 0n,
    lost: totals?.lost ?? 0n,
    countVariance: totals?.variance ?? 0n,
    handedOver: totals?.handedOver ?? 0n,
    onHand: journal.onHand(locationId, orderId, commodity),
  };
}

function expectedStipend(journal: Journal, order: Order): object {
  const { orderId, currency } = order;
  const households = [...journal.households.keys()];
  const dues = households.map((householdId) => {
    const composition = journal.covered(order, householdId);
    const due = composition === undefined ? 0n : journal.due(order, composition);
    return { due, paid: journal.paid(householdId, orderId) };
  });
  const payers = [...journal.cashBooks.keys()]
    .filter((key) => key.endsWith(`/${orderId}`))
    .map((key) => key.slice(0, key.indexOf('/')))
    .sort()
    .map((payerId) => {
      // A centre may have the id of a payer.
      const own = journal.bookings.filter(
        (one) =>
          one.orderId === orderId &&
          one.bookId === payerId &&
          (one.type === 'payment' || one.type === 'reversal'),
      );
      const standing = own.reduce((count, { type }) => count + (type === 'payment' ? 1 : -1), 0);
      return { payerId, paid: sum(own.map((one) => one.money)), payments: standing };
    });
  const paid = sum(payers.map((payer) => payer.paid));
  return {
    currency,
    due: money(sum(dues.map(({ due }) => due))),
    paid: money(paid),
    outstanding: money(sum(dues.map((one) => above(one.due, one.paid)))),
    overpaid: money(sum(dues.map((one) => above(one.paid, one.due)))),
    householdsPaid: households.filter((householdId) => journal.paid(householdId, orderId) > 0n).length,
    payers: payers.map((payer) => ({ ...payer, paid: money(payer.paid) })),
  };
}

/** The report with its rows by commodity; when it was asked for is left out. */
export function comparableReconciliation(answered: any): object {
  const { asOf: _asOf, commodities, locations, ...rest } = answered;
  return {
    ...rest,
    commodities: byCommodity(commodities),
    locations: locations.map((location: any) => ({
      ...location,
      commodities: byCommodity(location.commodities),
    })),
  };
}

/** What breaks one of the two laws of the report. */
export function unbalanced(answered: any): readonly unknown[] {
  const isOff = (row: any): boolean =>
    [
      ...[row.handedOver, row.lost, row.onHand, row.inTransit ?? row.dispatched, row.transferredOut],
      ...[-row.countVariance, -row.received, -row.transferredIn],
    ]
      .map((figure) => BigInt(Math.round(figure * 1_000_000)))
      .reduce((total, figure) => total + figure) !== 0n;
  return [...answered.commodities, ...answered.locations.flatMap((site: any) => site.commodities)].filter(
    isOff,
  );
}

export function expectedHousehold(
  { journal }: Model,
  householdId: string,
  today: string,
): object | undefined {
  const household = journal.households.get(householdId);
  if (household === undefined) return undefined;
  const { name } = household;
  const history = household.history.filter(({ withdrawn }) => withdrawn === undefined);
  const withdrawal = journal.withdrawalOf(householdId);
  const first = [...history].sort((a, b) => compare(a.effectiveFrom, b.effectiveFrom))[0];
  const composition = journal.inForce(history, today) ?? journal.inForce(history, first?.effectiveFrom ?? '');
  if (composition === undefined) return undefined;
  const { centreId, adults, children, effectiveFrom } = composition;
  const orders = [...journal.orders.values()].sort((one, other) => compare(one.orderId, other.orderId));
  return {
    householdId,
    centreId,
    ...(name !== undefined && { name }),
    composition: { adults, children, persons: adults + children, effectiveFrom },
    withdrawn: withdrawal ? { effectiveFrom: withdrawal.effectiveFrom, reason: withdrawal.withdrawn } : null,
    orders: orders.flatMap((order) => expectedDue(journal, order, householdId, today) ?? []),
  };
}

/** Left out for an order that neither covers the household nor ever gave it anything. */
function expectedDue(journal: Journal, order: Order, householdId: string, today: string): object | undefined {
  const { orderId } = order;
  const composition = journal.covered(order, householdId);
  const received = journal.received(householdId, orderId);
  const paid = journal.paid(householdId, orderId);
  const missed = journal.missed.filter((one) => one.householdId === householdId && one.orderId === orderId);
  const hasNothing = journal.ofHousehold(householdId, orderId).length === 0 && missed.length === 0;
  if (composition === undefined && hasNothing) return undefined;
  const due = composition === undefined ? 0n : journal.due(order, composition);
  const hasStipend = order.currency !== undefined && (order.terms.stipend !== undefined || paid !== 0n);
  return {
    orderId,
    status: statusOf(order, today),
    ...(composition !== undefined && { centreId: composition.centreId }),
    persons: composition === undefined ? 0 : composition.adults + composition.children,
    adults: composition?.adults ?? 0,
    entitlements: rows(order, [...rationsOf(order), ...received.keys()], (commodity) => {
      const entitled = composition === undefined ? 0n : journal.entitled(order, composition, commodity);
      return {
        entitled,
        released: composition === undefined ? 0n : journal.released(order, composition, commodity),
        received: amountOf(received, commodity),
        outstanding: above(entitled, amountOf(received, commodity)),
        overIssued: above(amountOf(received, commodity), entitled),
      };
    }),
    ...(hasStipend && {
      stipend: {
        currency: order.currency,
        due: money(due),
        paid: money(paid),
        outstanding: money(above(due, paid)),
        overpaid: money(above(paid, due)),
      },
    }),
    missed: missed.map(({ reason, centreId, occurredAt }) => ({ reason, occurredAt, centreId })),
  };
}

export const comparableHousehold = (answered: any): object => ({
  ...answered,
  withdrawn: answered.withdrawn && {
    effectiveFrom: answered.withdrawn.effectiveFrom,
    reason: answered.withdrawn.reason,
  },
  orders: answered.orders.map((order: any) => ({
    ...order,
    missed: order.missed.map(({ recordedAt: _at, ...one }: any) => one),
    entitlements: byCommodity(order.entitlements),
  })),
});

function lastMissed({ missed }: Journal, orderId: string, centreId: string, householdId: string): object {
  const last = missed.findLast(
    (one) => one.orderId === orderId && one.centreId === centreId && one.householdId === householdId,
  );
  return last === undefined ? {} : { missed: { reason: last.reason, occurredAt: last.occurredAt } };
}

export function expectedList({ journal }: Model, order: Order, centreId: string): readonly object[] {
  if (!order.centres.includes(centreId)) return [];
  const served = journal
    .served(order, centreId)
    .filter(([householdId]) => journal.withdrawalOf(householdId) === undefined);
  return served.map(([householdId, composition]) => {
    const name = journal.households.get(householdId)?.name;
    const received = journal.received(householdId, order.orderId);
    const servedAt = journal.servedAt(householdId, order.orderId);
    return {
      householdId,
      ...(name !== undefined && { name }),
      persons: composition.adults + composition.children,
      adults: composition.adults,
      ...(servedAt !== undefined && { servedAt }),
      ...lastMissed(journal, order.orderId, centreId, householdId),
      commodities: rows(order, [...rationsOf(order), ...received.keys()], (commodity) => {
        const released = journal.released(order, composition, commodity);
        const left = released - amountOf(received, commodity);
        return {
          entitled: journal.entitled(order, composition, commodity),
          released,
          received: amountOf(received, commodity),
          dueNow: left > 0n && order.cancelled === undefined ? left : 0n,
        };
      }),
    };
  });
}

export function expectedLocation({ journal }: Model, locationId: string): object {
  const orders = [...journal.orders.values()].sort((one, other) => compare(one.orderId, other.orderId));
  return {
    ...journal.locations.get(locationId),
    balances: orders
      .filter(({ orderId }) => journal.stockCards.has(`${locationId}/${orderId}`))
      .map((order) => ({
        orderId: order.orderId,
        commodities: rows(order, journal.totalsOf(locationId, order.orderId).keys(), (commodity) =>
          locationFigures(journal, locationId, order.orderId, commodity),
        ),
      })),
  };
}

export function expectedShipment({ journal }: Model, shipmentId: string): object | undefined {
  const waybill = journal.waybills.get(shipmentId);
  const order = waybill && journal.orders.get(waybill.orderId);
  if (waybill === undefined || order === undefined) return undefined;
  const commodities = commoditiesOf(waybill);
  const isOpen = commodities.some((commodity) => inTransit(waybill, commodity) > 0n);
  const { source, locationId = '' } = waybill.from ?? {};
  return {
    shipmentId,
    orderId: waybill.orderId,
    ...(waybill.from !== undefined && {
      from:
        source === undefined
          ? `${journal.locations.get(locationId)?.kind}:${locationId}`
          : `source:${source}`,
    }),
    to: waybill.to ?? waybill.arrivedAt,
    status:
      waybill.arrivedAt === undefined
        ? waybill.closing === undefined
          ? 'in-transit'
          : 'closed'
        : isOpen
          ? 'part-arrived'
          : 'arrived',
    ...(waybill.closing !== undefined && {
      closed: { reason: waybill.closing.reason, remainder: waybill.closing.remainder },
    }),
    lines: rows(order, commodities, (commodity) => {
      const received = amountOf(waybill.received, commodity);
      const lost = amountOf(waybill.lost, commodity);
      return {
        dispatched: waybill.to === undefined ? received + lost : amountOf(waybill.dispatched, commodity),
        received,
        lost,
        shortfall: shortfall(waybill, commodity),
        surplus: surplus(waybill, commodity),
      };
    }),
    events: waybill.events.map(({ type, source, id, locationId }) => ({
      type,
      source,
      id,
      ...(locationId !== undefined && { locationId }),
    })),
  };
}

/** What came in all beyond planned and pledged together; where a pledge says no quantity nobody can tell. */
function beyondPlan(journal: Journal, order: Order): readonly Suspicion[] {
  const pledges: readonly any[] = order.terms.pledges;
  const isOpen = (commodity: string): boolean =>
    pledges.some((pledge) => pledge.commodity === commodity && pledge.quantity === undefined);
  return [...new Set(commoditiesUnder(journal, order))].flatMap((commodity) => {
    const { planned = 0n, pledged = 0n, received = 0n } = orderFigures(journal, order, commodity);
    const quantity = received - planned - pledged;
    const isBeyond = planned + pledged > 0n && quantity > 0n && !isOpen(commodity);
    return isBeyond ? [{ kind: 'beyond-plan', commodity, quantity, references: [] }] : [];
  });
}

/** What was recorded as it happened, and what is unusual of waybills, of counts and of all that came as they stand. */
export function expectedAnomalies({ journal }: Model, order: Order): readonly string[] {
  const { orderId } = order;
  const recorded = journal.recorded(orderId);
  const ofWaybills = [...journal.waybills].flatMap(([shipmentId, waybill]) =>
    waybill.orderId === orderId ? suspicions(shipmentId, waybill, order, journal) : [],
  );
  return [...recorded, ...journal.countVariances(orderId), ...ofWaybills, ...beyondPlan(journal, order)]
    .map(({ kind, locationId, commodity, quantity, references }) =>
      anomalyText({
        kind,
        locationId,
        commodity,
        references,
        quantity: commodity === undefined ? Number(quantity) : inUnit(order, commodity, quantity),
      }),
    )
    .sort();
}

export const anomalyText = ({ kind, locationId, commodity, quantity, references }: any): string =>
  `${kind} at ${locationId}: ${quantity} ${commodity ?? ''} (${[...references].sort().join(', ')})`;

/** Of an exception, what it is about and why; sorted. */
export const exceptionTexts = (exceptions: readonly Exception[]): readonly string[] =>
  exceptions
    .map((one) => {
      const { reason, reference, orderId, locationId, payerId, householdId, correctedBy, event, original } =
        one;
      const about = [reason, reference, orderId, locationId, payerId, householdId, correctedBy];
      return contentOf([...about, event, original]);
    })
    .sort();

/** Quantities in the order's unit, nothing left out. */
export const inUnits = (order: Order, amounts: Iterable<readonly [string, bigint]>): Record<string, number> =>
  Object.fromEntries(
    [...amounts].filter(([, base]) => base !== 0n).map(([name, base]) => [name, inUnit(order, name, base)]),
  );
