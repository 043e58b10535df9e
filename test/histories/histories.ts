/**
 * Random histories of a small world: a hub, three centres, a store, eight households, two orders, two payers.
 *
 * A history is a list of plain steps, so that it shrinks well and prints whole; {@link messagesOf} writes them
 * out as messages. A step names others by their number, earlier ones and later ones alike: returns come before
 * their receipts, arrivals before their dispatches, all before the order.
 */
import fc from 'fast-check';
import { groupOf, type Message, queueOf, sheetKinds, voidType } from './messages.ts';

const homes: Readonly<Record<string, string>> = {
  'H-1': 'C-1',
  'H-2': 'C-1',
  'H-3': 'C-1',
  'H-4': 'C-2',
  'H-5': 'C-2',
  'H-6': 'C-2',
  'H-7': 'C-3',
  'H-8': 'C-3',
};
export const householdIds = Object.keys(homes);
const centreIds = ['C-1', 'C-2', 'C-3'];

const anyOf = <const T extends string | number | undefined>(...values: readonly T[]): fc.Arbitrary<T> =>
  fc.constantFrom(...values);
const rarely = <T, U>(rare: fc.Arbitrary<T>, usual: fc.Arbitrary<U>, weight = 12): fc.Arbitrary<T | U> =>
  fc.oneof({ arbitrary: usual, weight }, { arbitrary: rare, weight: 1 });
const list = <T>(arbitrary: fc.Arbitrary<T>, maxLength: number, minLength = 1): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { minLength, maxLength });
const pick = fc.nat({ max: 60 });
/** One of the first few, so that two steps meet. */
const early = fc.nat({ max: 5 });

const household = rarely(anyOf('H-9'), anyOf(...householdIds), 30);
const order = rarely(anyOf('O-2', 'O-2', 'O-2', 'O-3'), anyOf('O-1'), 4);
const centre = anyOf('C-1', 'C-2', 'C-3');
const place = rarely(anyOf('C-9'), anyOf('HUB', 'C-1', 'C-2', 'S-1'), 30);
const release = anyOf('proportional', 'equal', 'priority', 'first-come');

const onTime = '2020-08-08T09:00:00+09:00';
const beforeTheStart = '2020-08-04T23:30:00+09:00';
const afterTheEnd = '2020-09-06T00:30:00+09:00';
/** Mostly the usual morning, so that receipts are not refused for their day. */
const onSomeDay = rarely(
  anyOf(beforeTheStart, '2020-08-06T15:00:00Z', '2020-08-08T08:00:00+09:00', afterTheEnd),
  anyOf(onTime, onTime, onTime, '2020-08-08T12:00:00+09:00'),
  6,
);
/** Paper that comes late, and is of the days before. */
const anyTime = anyOf(
  '2020-08-05T17:00:00+09:00',
  '2020-08-07T08:00:00+09:00',
  onTime,
  onTime,
  '2020-08-08T12:00:00+09:00',
  '2020-08-09T18:00:00+09:00',
);

const riceLine = fc.oneof(
  fc.record({
    commodity: fc.constant('rice'),
    quantity: anyOf(0.5, 0.5, 1, 1, 1, 2.5, 4),
    unit: fc.constant('kg'),
  }),
  fc.record({
    commodity: fc.constant('rice'),
    quantity: anyOf(333, 1_000, 1_500),
    unit: fc.constant('g'),
  }),
);
const oilLine = fc.record({
  commodity: fc.constant('oil'),
  quantity: anyOf(1, 1, 1, 2),
  unit: fc.constant('bottle'),
});
/** Rice in bags of a size. */
const riceInBags = fc.record({
  commodity: fc.constant('rice'),
  quantity: anyOf(1, 2),
  unit: fc.constant('bag'),
  contains: fc.record({ quantity: anyOf(0.5, 2.5), unit: fc.constant('kg') }),
});
/** A unit of another family, and a commodity that no order gives. */
const oddLine = fc.record({
  commodity: anyOf('rice', 'oil', 'tea'),
  quantity: fc.constant(1),
  unit: anyOf('bottle', 'g'),
});
const line = rarely(oddLine, fc.oneof(riceLine, oilLine), 25);
const rowFault = rarely(anyOf('member', 'quantity', 'id'), fc.constant(undefined), 40);

const bulkRice = fc.record({
  commodity: fc.constant('rice'),
  quantity: anyOf(1.001, 5, 7.5, 12, 20, 35),
  unit: fc.constant('kg'),
});
const bulkOil = fc.record({
  commodity: fc.constant('oil'),
  quantity: anyOf(1, 3, 6, 12),
  unit: fc.constant('bottle'),
});
const bulkCoal = fc.record({
  commodity: anyOf('coal', 'soap'),
  quantity: anyOf(1, 3),
  unit: anyOf('kg', 't', 'bar'),
});
const bulk = fc.oneof(
  { arbitrary: bulkRice, weight: 5 },
  { arbitrary: bulkOil, weight: 2 },
  { arbitrary: bulkCoal, weight: 1 },
  { arbitrary: riceInBags, weight: 1 },
);
const cause = anyOf('spoiled', 'damaged', 'spilled', 'stolen', 'short-delivered', 'unexplained');
const loss = fc.record({ quantity: anyOf(1, 2), cause });
const arrivalLine = fc.record({ line: bulk, losses: rarely(list(loss, 2), fc.constant([]), 3) });

const stipend = fc.record({
  amountPerAdult: anyOf(100, 120.5),
  currency: rarely(anyOf('USD'), anyOf('KPW'), 20),
  funding: anyOf('own', 'float'),
});
const rice = fc.record({
  commodity: fc.constant('rice'),
  quantityPerPerson: anyOf(1, 2, 2.5),
  unit: anyOf('kg'),
});
const oil = fc.record({
  commodity: fc.constant('oil'),
  quantityPerPerson: anyOf(0.5, 1),
  unit: anyOf('bottle'),
});
const rations = rarely(
  fc.tuple(rice),
  fc.oneof({ arbitrary: fc.tuple(rice, oil), weight: 6 }, { arbitrary: fc.tuple(oil), weight: 1 }),
);

const composition = fc.record({
  adults: anyOf(1, 2, 3, 0),
  children: anyOf(0, 1, 2, 3),
  priority: anyOf(undefined, 0, 1, 2),
});

const issue = fc.record({
  kind: fc.constant('issue'),
  order,
  release,
  centres: rarely(anyOf('two', 'unknown', 'store'), anyOf('all'), 5),
  endsOn: rarely(anyOf('2020-09-05'), anyOf(undefined), 2),
  rations,
  stipend: rarely(fc.constant(undefined), stipend, 6),
  oddPledge: rarely(fc.constant(true), fc.constant(false), 15),
});

/** What may happen next, and how often. */
const happenings = [
  {
    weight: 18,
    arbitrary: fc.record({
      kind: fc.constant('handover'),
      order,
      at: centre,
      time: onSomeDay,
      receipts: list(
        fc.record({
          // Mostly of the centre's own households.
          household: rarely(household, anyOf(0, 1, 2), 8),
          lines: list(line, 2),
          collectedBy: rarely(anyOf('Kim', ' kim'), anyOf(undefined), 3),
          isOverIssue: rarely(fc.constant(true), fc.constant(false), 10),
          fault: rowFault,
        }),
        3,
      ),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('proxy'),
      order: fc.constant('O-1'),
      at: centre,
      quantity: anyOf(0.001, 0.002),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('return'),
      of: early,
      household: rarely(household, fc.constant(undefined), 15),
      fault: rowFault,
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('payment'),
      order,
      payer: anyOf('P-1', 'P-2'),
      time: onSomeDay,
      payments: list(
        fc.record({
          household,
          amount: anyOf(20, 50, 100, 120.5),
          currency: rarely(anyOf('USD'), anyOf('KPW'), 25),
          fault: rowFault,
        }),
        3,
      ),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('reversal'), of: early, fault: rowFault }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('funding'),
      order,
      payer: anyOf('P-1', 'P-2'),
      number: rarely(anyOf(1), fc.constant(undefined), 4),
      amount: anyOf(60, 100, 400),
      currency: rarely(anyOf('USD'), anyOf('KPW'), 25),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('dispatch'),
      waybill: anyOf(1, 2, 3, 4),
      share: rarely(centre, fc.constant(undefined), 12),
      order,
      from: fc.oneof(anyOf(undefined), place),
      to: place,
      time: anyTime,
      lines: list(bulk, 2),
    }),
  },
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant('arrival'),
      waybill: anyOf(1, 2, 3, 4),
      share: fc.oneof(fc.constant(undefined), centre),
      order,
      at: place,
      time: rarely(anyOf(afterTheEnd), anyTime, 20),
      lines: list(arrivalLine, 2),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('closing'),
      waybill: anyOf(0, 1, 2, 3, 4),
      share: rarely(centre, fc.constant(undefined), 3),
      order,
      time: anyTime,
      remainder: anyOf('never-sent', 'lost'),
      cause,
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('void'),
      what: rarely(
        anyOf('void', 'any'),
        anyOf('dispatch', 'arrival', 'arrival', 'count', 'loss', 'transfer', 'funding', 'sheet'),
        8,
      ),
      of: early,
      isElsewhere: rarely(fc.constant(true), fc.constant(false), 30),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('correction'),
      of: pick,
      isOfOther: rarely(fc.constant(true), fc.constant(false), 6),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('count'),
      order,
      at: place,
      time: anyTime,
      number: rarely(anyOf(1), fc.constant(undefined), 4),
      lines: list(
        rarely(oddLine, fc.oneof(bulk, fc.constant({ commodity: 'oil', quantity: 0, unit: 'bottle' }))),
        2,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('loss'),
      order,
      at: place,
      time: anyTime,
      number: rarely(anyOf(1), fc.constant(undefined), 4),
      lines: list(fc.record({ line: fc.oneof(riceLine, oilLine, bulk), cause }), 2),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('transfer'),
      at: place,
      orders: anyOf('O-1 O-2', 'O-2 O-1', 'O-1 O-3'),
      number: rarely(anyOf(1), fc.constant(undefined), 4),
      time: rarely(anyOf(afterTheEnd, beforeTheStart), anyTime, 6),
      lines: list(fc.oneof(riceLine, oilLine, bulkCoal), 2),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant('amendment'),
      order,
      // Seldom the next but one.
      revision: anyOf(2, 2, 2, 3, 3, 4),
      rations: rarely(rations, fc.constant(undefined), 1),
      stipend: rarely(stipend, fc.constant(undefined), 1),
      endsOn: rarely(anyOf('2020-08-01', '2020-09-05'), fc.constant(undefined), 4),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('cancellation'), order, reason: anyOf('over', 'a mistake') }),
  },
  { weight: 1, arbitrary: issue },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('registration'),
      at: rarely(anyOf('S-1', 'C-9'), centre, 12),
      effectiveFrom: anyOf('2020-07-01', '2020-08-03', '2020-08-05', '2020-08-06'),
      households: list(fc.record({ household, composition }), 2),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('erasure'), household }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('withdrawal'),
      household,
      effectiveFrom: anyOf('2020-08-04', '2020-08-05', '2020-08-06'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('missed'), order, at: centre, households: list(household, 3) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('locations'),
      location: anyOf('C-3', 'S-1', 'C-9'),
      as: rarely(anyOf('hub'), fc.constant(undefined), 4),
      suppliedBy: anyOf('HUB', undefined, 'C-1'),
    }),
  },
  // What was sent is sent again: as it was, with another content, or to a queue where it has no business.
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('resent'), of: pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('told again'), of: early }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('conflict'), of: pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('misrouted'), of: pick, isNew: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('resent receipt'),
      of: pick,
      change: anyOf('household', 'quantity', undefined),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('resent payment'),
      of: pick,
      change: anyOf('household', 'quantity', undefined),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('faulty'),
      at: place,
      order,
      data: anyOf('count', 'registration'),
    }),
  },
];
type Step = (typeof happenings)[number]['arbitrary'] extends fc.Arbitrary<infer T> ? T : never;
type StepOf<K extends Step['kind']> = Extract<Step, { readonly kind: K }>;

const firstStock = fc.tuple(
  arrivalLine.map((one) => ({ ...one, line: { commodity: 'rice', quantity: 20, unit: 'kg' } })),
  fc.record({ line: bulkOil, losses: fc.constant([]) }),
);

/** What founds the world, each so many steps late. */
const lateness = rarely(fc.integer({ min: 1, max: 12 }), fc.constant(0), 6);
const founding = fc.record({
  locations: lateness,
  thirdCentre: lateness,
  registrations: fc.tuple(lateness, lateness, lateness),
  orders: fc.tuple(lateness, lateness),
  stock: fc.tuple(lateness, lateness, lateness),
  compositions: fc.tuple(...householdIds.map(() => composition)),
  issues: fc.tuple(issue, issue),
  came: fc.tuple(firstStock, firstStock, firstStock),
});

/** Each history has much of a few things: what is rare in all of them meets itself in none. */
const steps = fc.uniqueArray(fc.nat(happenings.length - 1), { maxLength: 4 }).chain((often) => {
  const drawn = happenings.map(({ weight, arbitrary }, index) => ({
    weight: often.includes(index) ? 8 * weight : weight,
    arbitrary: arbitrary as fc.Arbitrary<Step>,
  }));
  return fc.array(fc.oneof(...drawn), { minLength: 10, maxLength: 40, size: 'max' });
});

/** Without bias: a small world has no use for smaller values. */
export const history = fc.noBias(fc.record({ founding, steps }));
export type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

const source = 'urn:test:desk';
function message(id: string, type: string, data: any, time = onTime): Message {
  const queue = queueOf[type] ?? '';
  return { queue, group: groupOf(type, data), event: { id, source, type, time, data } };
}

/** Writes a history out. Of what a step names by number, there is always one, or the step is left out. */
export function messagesOf({ founding: found, steps }: History): readonly Message[] {
  const founded = foundingMessages(found).map(([delay, one]) => [delay, [one, ...firstFunds(one)]] as const);
  const known = steps.flatMap((one, index) => plainMessage(one, `E-${index}`) ?? []);
  const voidable = [...founded.flatMap(([, some]) => some), ...known];
  const messages: Message[] = [];
  for (const [index, one] of steps.entries()) {
    const id = `E-${index}`;
    const own =
      one.kind === 'void'
        ? voidMessage(one, id, [...voidable, ...messages.filter(isVoid)])
        : (plainMessage(one, id) ?? referringMessage(one, id, known));
    if (own !== undefined) messages.push(own, ...firstFunds(own));
  }
  for (const [delay, some] of founded.toReversed()) messages.splice(delay, 0, ...some);
  return messages;
}

const isVoid = ({ event }: Message): boolean => event.type === voidType;

const voidedTypes: Readonly<Record<string, string>> = {
  dispatch: 'relief.shipment.dispatched.v1',
  arrival: 'relief.shipment.arrived.v1',
  count: 'relief.stock.counted.v1',
  loss: 'relief.stock.lost.v1',
  transfer: 'relief.stock.transferred.v1',
  funding: 'relief.payer.funded.v1',
  void: voidType,
};

/** Takes back one of some events, on its queue and in its group; seldom on another. */
function voidMessage(
  { what, of, isElsewhere }: StepOf<'void'>,
  id: string,
  all: readonly Message[],
): Message | undefined {
  const fits = ({ event: { type } }: Message): boolean =>
    what === 'any' || (what === 'sheet' ? sheetKinds[type] !== undefined : type === voidedTypes[what]);
  const found = nth(all.filter(fits), of);
  if (found === undefined) return undefined;
  const { event, queue, group } = found;
  const own = message(id, voidType, { source: event.source, id: event.id, reason: 'typed wrongly' });
  return { ...own, group, queue: isElsewhere ? (queue === 'payments' ? 'handovers' : 'payments') : queue };
}

const nth = <T>(all: readonly T[], index: number): T | undefined => all[index % Math.max(all.length, 1)];

/** Each payer of a new order has a little money for it, and so a cash book. */
function firstFunds({ event: { id, type, data } }: Message): readonly Message[] {
  if (type !== 'relief.order.issued.v1') return [];
  const { orderId, stipend } = data;
  return ['P-1', 'P-2'].map((payerId) => {
    const fund = { fundingId: `G-${id}`, payerId, orderId, amount: 60, currency: stipend?.currency ?? 'KPW' };
    return message(`${id}-${payerId}`, 'relief.payer.funded.v1', fund);
  });
}

function foundingMessages(found: History['founding']): readonly (readonly [number, Message])[] {
  const location = (locationId: string, kind: string, suppliedBy?: string) => ({
    locationId,
    name: `Place ${locationId}`,
    kind,
    ...(suppliedBy !== undefined && { suppliedBy }),
  });
  const places = [location('HUB', 'hub'), location('C-1', 'centre', 'HUB'), location('C-2', 'centre', 'HUB')];
  const type = 'relief.locations.registered.v1';
  const registrations = centreIds.map((centreId, index) => {
    const households = householdIds.flatMap((householdId, at) => {
      const one = found.compositions[at];
      return homes[householdId] === centreId && one !== undefined ? [registered(householdId, one)] : [];
    });
    const data = { centreId, effectiveFrom: '2020-07-01', households };
    return [
      found.registrations[index] ?? 0,
      message(`F-households-${centreId}`, 'relief.households.registered.v1', data),
    ] as const;
  });
  const orders = found.issues.map(
    (one, index) =>
      [
        found.orders[index] ?? 0,
        issueMessage({ ...one, order: index === 0 ? 'O-1' : 'O-2' }, `F-order-${index + 1}`),
      ] as const,
  );
  const stock = found.came.map((lines, index) => {
    const at = ['HUB', 'C-1', 'C-2'][index] ?? 'HUB';
    const data = { shipmentId: `W-0${index}`, orderId: 'O-1', at, lines: lines.map(arrived) };
    return [found.stock[index] ?? 0, message(`F-stock-${at}`, 'relief.shipment.arrived.v1', data)] as const;
  });
  return [
    [
      found.locations,
      message('F-locations', type, { locations: [...places, location('S-1', 'store', 'HUB')] }),
    ],
    [found.thirdCentre, message('F-third', type, { locations: [location('C-3', 'centre', 'HUB')] })],
    ...registrations,
    ...orders,
    ...stock,
  ];
}

const registered = (
  householdId: string,
  one: { adults: number; children: number; priority: number | undefined },
) => ({
  householdId,
  name: `Name of ${householdId}`,
  adults: one.adults === 0 && one.children === 0 ? 1 : one.adults,
  children: one.children,
  ...(one.priority !== undefined && { priority: one.priority }),
});

const arrived = ({ line, losses }: { line: object; losses: readonly object[] }) => ({ ...line, losses });

const pledges = (isOdd: boolean) => [
  { commodity: 'coal', quantity: 2, unit: 't', source: 'the mine', responsible: 'Cabinet' },
  { commodity: 'soap', ...(isOdd && { unit: 'bar' }), source: 'the works', responsible: 'Ministry' },
  ...(isOdd
    ? [{ commodity: 'rice', quantity: 3, unit: 'bag', source: 'the works', responsible: 'Ministry' }]
    : []),
];

function issueMessage(one: StepOf<'issue'>, id: string): Message {
  const named = { two: ['C-1', 'C-2'], unknown: ['C-1', 'C-9'], store: ['S-1'], all: 'all' as const };
  return message(id, 'relief.order.issued.v1', {
    orderId: one.order,
    title: 'Relief round',
    issuedBy: 'Central committee',
    referenceDate: '2020-08-05',
    startsOn: '2020-08-05',
    ...(one.endsOn !== undefined && { endsOn: one.endsOn }),
    area: { centres: named[one.centres] },
    rations: one.rations,
    ...(one.stipend !== undefined && { stipend: one.stipend }),
    pledges: pledges(one.oddPledge),
    prohibitions: [],
    release: one.release,
  });
}

const shipmentIdOf = ({ waybill, share }: { waybill: number; share: string | undefined }): string =>
  share === undefined ? `W-${waybill}` : `W-0${waybill % 3}/${share}`;

/** The households at home at a centre, by their number there. */
const atHome = (centreId: string, index: number | string): string => {
  if (typeof index === 'string') return index;
  const own = householdIds.filter((householdId) => homes[householdId] === centreId);
  return own[index % own.length] ?? 'H-1';
};

/** A row with something wrong in it. */
function spoilt(row: Record<string, any>, fault: string | undefined): Record<string, any> {
  const { receiptId, paymentId, ...rest } = row;
  switch (fault) {
    case 'member':
      return { ...row, colour: 'red' };
    case 'quantity':
      if (row['lines'] !== undefined) return { ...row, lines: [{ ...row['lines'][0], quantity: -1 }] };
      return row['amount'] === undefined ? row : { ...row, amount: 0 };
    case 'id':
      return rest;
    default:
      return row;
  }
}

/** The message of a step that names no other. */
function plainMessage(one: Step, id: string): Message | undefined {
  switch (one.kind) {
    case 'handover': {
      const receipts = one.receipts.map(({ household, lines, collectedBy, isOverIssue, fault }, index) =>
        spoilt(
          {
            receiptId: `R-${id}-${index}`,
            householdId: atHome(one.at, household),
            ...(collectedBy !== undefined && { collectedBy }),
            ...(isOverIssue && { overIssue: { reason: 'given twice' } }),
            lines,
          },
          fault,
        ),
      );
      const data = { centreId: one.at, orderId: one.order, receipts };
      return message(id, 'relief.handovers.made.v1', data, one.time);
    }
    case 'proxy': {
      // At two centres, for three and three is six.
      const receipts = householdIds
        .filter((householdId) => homes[householdId] === one.at)
        .map((householdId) => ({
          receiptId: `R-${id}-${householdId}`,
          householdId,
          collectedBy: 'KIM',
          lines: [{ commodity: 'rice', quantity: one.quantity, unit: 'kg' }],
        }));
      return message(id, 'relief.handovers.made.v1', { centreId: one.at, orderId: one.order, receipts });
    }
    case 'payment': {
      const payments = one.payments.map(({ household, amount, currency, fault }, index) =>
        spoilt({ paymentId: `M-${id}-${index}`, householdId: household, amount, currency }, fault),
      );
      const data = { payerId: one.payer, orderId: one.order, payments };
      return message(id, 'relief.payments.made.v1', data, one.time);
    }
    case 'funding':
      return message(id, 'relief.payer.funded.v1', {
        fundingId: `G-${one.number ?? id}`,
        payerId: one.payer,
        orderId: one.order,
        amount: one.amount,
        currency: one.currency,
      });
    case 'dispatch': {
      const data = {
        shipmentId: shipmentIdOf(one),
        orderId: one.order,
        from: one.from === undefined ? { source: 'the mine' } : { locationId: one.from },
        to: one.to,
        lines: one.lines,
      };
      return message(id, 'relief.shipment.dispatched.v1', data, one.time);
    }
    case 'arrival': {
      const at = one.share ?? one.at;
      const data = { shipmentId: shipmentIdOf(one), orderId: one.order, at, lines: one.lines.map(arrived) };
      return message(id, 'relief.shipment.arrived.v1', data, one.time);
    }
    case 'closing': {
      const { order: orderId, remainder, cause, time } = one;
      const lost = remainder === 'lost' && { cause };
      const data = { shipmentId: shipmentIdOf(one), orderId, reason: 'no lorry', remainder, ...lost };
      return message(id, 'relief.shipment.closed.v1', data, time);
    }
    case 'count': {
      const data = { locationId: one.at, orderId: one.order, lines: one.lines };
      return message(id, 'relief.stock.counted.v1', { countId: `K-${one.number ?? id}`, ...data }, one.time);
    }
    case 'loss': {
      const lines = one.lines.map(({ line, cause }) => ({ ...line, cause }));
      const data = { lossId: `L-${one.number ?? id}`, locationId: one.at, orderId: one.order, lines };
      return message(id, 'relief.stock.lost.v1', data, one.time);
    }
    case 'transfer': {
      const [fromOrderId, toOrderId] = one.orders.split(' ');
      const data = {
        transferId: `X-${one.number ?? id}`,
        locationId: one.at,
        fromOrderId,
        toOrderId,
        reason: 'left over',
        lines: one.lines,
      };
      return message(id, 'relief.stock.transferred.v1', data, one.time);
    }
    case 'amendment':
      return message(id, 'relief.order.amended.v1', {
        orderId: one.order,
        revision: one.revision,
        reason: 'the plan changed',
        ...(one.rations !== undefined && { rations: one.rations }),
        ...(one.stipend !== undefined && { stipend: one.stipend }),
        ...(one.endsOn !== undefined && { endsOn: one.endsOn }),
      });
    case 'cancellation':
      return message(id, 'relief.order.cancelled.v1', { orderId: one.order, reason: one.reason });
    case 'issue':
      return issueMessage(one, id);
    case 'registration': {
      const households = new Map(
        one.households.map(({ household, composition }) => [household, registered(household, composition)]),
      );
      const { at: centreId, effectiveFrom } = one;
      const data = { centreId, effectiveFrom, households: [...households.values()] };
      return message(id, 'relief.households.registered.v1', data);
    }
    case 'erasure':
      return message(id, 'relief.household.erased.v1', { householdId: one.household, reason: 'at its wish' });
    case 'withdrawal':
      return message(id, 'relief.household.withdrawn.v1', {
        householdId: one.household,
        effectiveFrom: one.effectiveFrom,
        reason: 'departed',
      });
    case 'missed': {
      const households = one.households.map((householdId) => ({ householdId, reason: 'absent' }));
      const data = { centreId: one.at, orderId: one.order, households };
      return message(id, 'relief.handovers.missed.v1', data);
    }
    case 'locations': {
      const kind = one.as ?? (one.location === 'S-1' ? 'store' : 'centre');
      const supplied = one.suppliedBy !== undefined && { suppliedBy: one.suppliedBy };
      const place = { locationId: one.location, name: 'Another name', kind, ...supplied };
      return message(id, 'relief.locations.registered.v1', { locations: [place] });
    }
    case 'faulty':
      return one.data === 'count'
        ? message(id, 'relief.stock.counted.v1', {
            countId: id,
            locationId: one.at,
            orderId: one.order,
            lines: [],
            fault: 1,
          })
        : message(id, 'relief.households.registered.v1', {
            centreId: 'C-1',
            effectiveFrom: '2020-08-01',
            households: [{ householdId: 'H-1', adults: 0, children: 0 }],
          });
    default:
      return undefined;
  }
}

/** The message of a step that names one of the others. */
function referringMessage(one: Step, id: string, known: readonly Message[]): Message | undefined {
  const rowsOf = (type: string) =>
    known
      .filter(({ event }) => event.type === type)
      .flatMap(({ event: { data } }) => (data.receipts ?? data.payments).map((row: any) => ({ data, row })));
  const rowMessage = (type: string, data: any, row: any): Message => {
    const { receipts, payments: _payments, ...sheet } = data;
    return message(
      id,
      type,
      receipts === undefined ? { ...sheet, payments: [row] } : { ...sheet, receipts: [row] },
    );
  };
  const reason = 'wrong person';
  switch (one.kind) {
    case 'correction':
      return { ...message(id, '', {}), correcting: one };
    case 'return': {
      const found = nth(rowsOf('relief.handovers.made.v1'), one.of);
      if (found?.row.receiptId === undefined) return undefined;
      const { receiptId: reverses, householdId } = found.row;
      const row = { receiptId: `T-${id}`, reverses, householdId: one.household ?? householdId, reason };
      return rowMessage('relief.handovers.returned.v1', found.data, spoilt(row, one.fault));
    }
    case 'reversal': {
      const found = nth(rowsOf('relief.payments.made.v1'), one.of);
      if (found?.row.paymentId === undefined) return undefined;
      const { paymentId: reverses, householdId } = found.row;
      const row = { paymentId: `N-${id}`, reverses, householdId, reason };
      return rowMessage('relief.payments.reversed.v1', found.data, spoilt(row, one.fault));
    }
    case 'resent receipt':
    case 'resent payment': {
      const isReceipt = one.kind === 'resent receipt';
      const type = isReceipt ? 'relief.handovers.made.v1' : 'relief.payments.made.v1';
      const found = nth(rowsOf(type), one.of);
      if (found === undefined) return undefined;
      const { row } = found;
      const quantity = isReceipt
        ? { lines: [{ commodity: 'rice', quantity: 0.7, unit: 'kg' }] }
        : { amount: 77 };
      const changes = { household: { householdId: row.householdId === 'H-1' ? 'H-2' : 'H-1' }, quantity };
      const changed = one.change === undefined ? row : { ...row, ...changes[one.change] };
      return rowMessage(type, found.data, changed);
    }
    case 'resent':
      return nth(known, one.of);
    case 'told again': {
      // One lorry reported twice, each time as an event of its own.
      const type = 'relief.shipment.arrived.v1';
      const found = nth(
        known.filter(({ event }) => event.type === type),
        one.of,
      );
      return found && message(id, type, found.event.data, found.event.time);
    }
    case 'conflict': {
      const found = nth(known, one.of);
      return found && { ...found, event: { ...found.event, data: otherContent(found.event) } };
    }
    case 'misrouted': {
      const found = nth(known, one.of);
      if (found === undefined) return undefined;
      const queue = found.queue === 'payments' ? 'handovers' : 'payments';
      return { ...found, queue, event: one.isNew ? { ...found.event, id } : found.event };
    }
    default:
      return undefined;
  }
}

/** The same event with something else in it. */
export function otherContent({ type, data }: Message['event']): any {
  const rows = data.receipts ?? data.payments;
  if (rows !== undefined) {
    const other = { ...rows[0], householdId: rows[0].householdId === 'H-2' ? 'H-3' : 'H-2' };
    return data.receipts === undefined ? { ...data, payments: [other] } : { ...data, receipts: [other] };
  }
  switch (type) {
    case 'relief.locations.registered.v1':
      return { locations: data.locations.map((one: any) => ({ ...one, name: 'Yet another name' })) };
    case 'relief.households.registered.v1':
    case 'relief.household.withdrawn.v1':
      return { ...data, effectiveFrom: '2020-08-02' };
    case 'relief.handovers.missed.v1':
      return { ...data, households: [{ householdId: 'H-2', reason: 'moved' }] };
    case 'relief.household.erased.v1':
    case 'relief.order.amended.v1':
    case 'relief.order.cancelled.v1':
    case 'relief.shipment.closed.v1':
      return { ...data, reason: 'another reason' };
    case 'relief.finding.noted.v1':
      return { ...data, note: 'something else' };
    case 'relief.order.issued.v1':
      return { ...data, title: 'Another round' };
    case 'relief.receipt.confirmed.v1':
      return { ...data, note: 'something else' };
    case 'relief.complaint.raised.v1':
      return { ...data, text: 'something else' };
    case 'relief.complaint.answered.v1':
      return { ...data, answer: 'something else' };
    case 'relief.audit.opened.v1':
      return { ...data, riskPercent: 7 };
    case 'relief.audit.observed.v1':
      return { ...data, observations: data.observations.slice(1) };
    case 'relief.payer.funded.v1':
      return { ...data, amount: data.amount + 1 };
    default:
      return {
        ...data,
        lines: [{ commodity: 'rice', quantity: 3, unit: 'kg', ...(data.lossId && { cause: 'spilled' }) }],
      };
  }
}
