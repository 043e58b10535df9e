/** The answers of the query API: one source for what is answered, checked and published. */
import * as z from 'zod';
import { anomalyKinds } from '../../functions/ledger-api/parameters.ts';
import { unitNames } from '../domain/quantity.ts';
import { entryTypes } from '../ledger/entry.ts';
import { roleNames } from '../runtime/environment-names.ts';

/** The answers by the names they are published under. */
export const answerNames = z.registry<{ readonly id: string }>();

const named = <T extends z.ZodType>(id: string, schema: T): T => {
  answerNames.add(schema, { id });
  return schema;
};

const unit = z.enum(unitNames);
const number = z.number();
const count = z.int().min(0);
const instant = z.iso.datetime();
const date = z.iso.date();
const status = z.enum(['active', 'ended', 'cancelled']);
const kind = z.enum(['hub', 'centre', 'store']);

const quantityLine = named('QuantityLine', z.object({ commodity: z.string(), unit, quantity: number }));

const money = named('Money', z.object({ amount: number, currency: z.string() }));

export const orderAnswer = named(
  'Order',
  z.object({
    orderId: z.string(),
    title: z.string(),
    issuedBy: z.string(),
    referenceDate: date,
    startsOn: date,
    endsOn: date.exactOptional(),
    area: z.object({ centres: z.union([z.literal('all'), z.array(z.string())]) }),
    rations: z.array(z.object({ commodity: z.string(), quantityPerPerson: number, unit })),
    stipend: z
      .object({ amountPerAdult: number, currency: z.string(), funding: z.enum(['own', 'float']) })
      .exactOptional(),
    pledges: z.array(
      z.object({
        commodity: z.string(),
        quantity: number.exactOptional(),
        unit: unit.exactOptional(),
        source: z.string(),
        responsible: z.string(),
      }),
    ),
    prohibitions: z.array(z.string()),
    release: z.enum(['proportional', 'equal', 'priority', 'first-come']),
    status,
    revision: count,
    revisions: z.array(
      z.object({
        revision: count,
        kind: z.enum(['issued', 'amended', 'cancelled']),
        at: instant,
        reason: z.string().exactOptional(),
      }),
    ),
  }),
);
export type OrderAnswer = z.infer<typeof orderAnswer>;

/** Of a pledge without a unit no unit is known until something of it comes. */
const ofCommodity = { commodity: z.string(), unit: unit.exactOptional() };

const siteCommodity = named(
  'LocationCommodity',
  z.object({
    ...ofCommodity,
    planned: number,
    received: number,
    dispatched: number,
    lost: number,
    countVariance: number,
    handedOver: number,
    onHand: number,
    outstanding: number,
  }),
);

const orderCommodity = named(
  'OrderCommodity',
  z.object({
    ...ofCommodity,
    planned: number,
    pledged: number,
    inTransit: number,
    received: number,
    lost: number,
    countVariance: number,
    handedOver: number,
    onHand: number,
    outstanding: number,
  }),
);

export const locationReportAnswer = named(
  'LocationReport',
  z.object({
    locationId: z.string(),
    name: z.string().exactOptional(),
    kind,
    households: count,
    persons: count,
    adults: count,
    householdsServed: count,
    commodities: z.array(siteCommodity),
  }),
);
export type LocationReportAnswer = z.infer<typeof locationReportAnswer>;

export const reconciliationAnswer = named(
  'Reconciliation',
  z.object({
    orderId: z.string(),
    status,
    asOf: instant,
    commodities: z.array(orderCommodity),
    locations: z.array(locationReportAnswer),
    stipend: z
      .object({
        currency: z.string(),
        due: number,
        paid: number,
        outstanding: number,
        householdsPaid: count,
        payers: z.array(z.object({ payerId: z.string(), paid: number, payments: z.int() })),
      })
      .exactOptional(),
    exceptions: z.object({ held: count, rejected: count }).meta({
      description: 'What was held, and what had been rejected, by then.',
    }),
  }),
);
export type ReconciliationAnswer = z.infer<typeof reconciliationAnswer>;

export const householdAnswer = named(
  'Household',
  z.object({
    householdId: z.string(),
    centreId: z.string(),
    name: z.string().exactOptional(),
    neighbourhood: z.string().exactOptional(),
    composition: z.object({ adults: count, children: count, persons: count, effectiveFrom: date }),
    orders: z.array(
      z.object({
        orderId: z.string(),
        status,
        persons: count,
        adults: count,
        entitlements: z.array(
          z.object({
            ...ofCommodity,
            entitled: number,
            released: number,
            received: number,
            outstanding: number,
          }),
        ),
        stipend: z
          .object({ currency: z.string(), due: number, paid: number, outstanding: number })
          .exactOptional(),
      }),
    ),
  }),
);
export type HouseholdAnswer = z.infer<typeof householdAnswer>;

export const entryAnswer = named(
  'Entry',
  z.object({
    account: z.string(),
    seq: z.int().min(1),
    at: instant.meta({ description: 'When it was recorded.' }),
    occurredAt: z.string().meta({ description: 'When it happened, as its sender wrote it.' }),
    type: z.enum(entryTypes),
    orderId: z.string(),
    reference: z.string(),
    event: z.string().meta({ description: 'The event it came with, `source#id`.' }),
    counterparty: z.string(),
    counterpartyEntry: z
      .string()
      .meta({ description: 'The entry on the other side, `account@seq`.' })
      .exactOptional(),
    reverses: z.string().exactOptional(),
    reason: z.string().exactOptional(),
    collectedBy: z.string().exactOptional(),
    lines: z.array(quantityLine),
    balance: z.array(quantityLine),
    money: money.nullable(),
    moneyBalance: money.exactOptional(),
    group: z.array(z.object({ reference: z.string(), householdId: z.string() })).exactOptional(),
    previousHash: z.string(),
    hash: z.string(),
  }),
);
export type EntryAnswer = z.infer<typeof entryAnswer>;

const locationFields = {
  locationId: z.string(),
  name: z.string(),
  kind,
  suppliedBy: z.string().exactOptional(),
};

export const locationListed = named('Location', z.object(locationFields));
export type LocationListed = z.infer<typeof locationListed>;

export const locationAnswer = named(
  'LocationWithBalances',
  z.object({
    ...locationFields,
    balances: z.array(
      z.object({
        orderId: z.string(),
        commodities: z.array(
          z.object({
            ...ofCommodity,
            received: number,
            dispatched: number,
            lost: number,
            countVariance: number,
            handedOver: number,
            onHand: number,
          }),
        ),
      }),
    ),
  }),
);
export type LocationAnswer = z.infer<typeof locationAnswer>;

export const shipmentAnswer = named(
  'Shipment',
  z.object({
    shipmentId: z.string(),
    orderId: z.string(),
    from: z.string().exactOptional(),
    to: z.string(),
    carrier: z.string().exactOptional(),
    status: z.enum(['in-transit', 'part-arrived', 'arrived']),
    lines: z.array(
      z.object({
        ...ofCommodity,
        dispatched: number,
        received: number,
        lost: number,
        shortfall: number,
        surplus: number,
      }),
    ),
  }),
);
export type ShipmentAnswer = z.infer<typeof shipmentAnswer>;

export const activityAnswer = named(
  'Activity',
  z.object({
    orderId: z.string(),
    currency: z.string().exactOptional(),
    days: z.array(
      z.object({
        date: date.meta({ description: 'The day it happened, as its sender wrote it.' }),
        householdsServed: z.int().meta({ description: 'Served first on this day.' }),
        receipts: z.int(),
        handedOver: z.array(quantityLine),
        householdsPaid: z.int().meta({ description: 'Paid first on this day.' }),
        payments: z.int(),
        paid: number,
      }),
    ),
  }),
);
export type ActivityAnswer = z.infer<typeof activityAnswer>;

export const distributionListItem = named(
  'DistributionListItem',
  z.object({
    householdId: z.string(),
    name: z.string().exactOptional(),
    neighbourhood: z.string().exactOptional(),
    persons: count,
    adults: count,
    commodities: z.array(
      z.object({
        ...ofCommodity,
        entitled: number,
        released: number,
        received: number,
        dueNow: number.meta({
          description: 'Released and not yet received; nothing under a cancelled order.',
        }),
      }),
    ),
  }),
);
export type DistributionListItem = z.infer<typeof distributionListItem>;

export const exceptionAnswer = named(
  'Exception',
  z.object({
    exceptionId: z.string(),
    status: z.enum(['held', 'rejected']),
    reason: z.string(),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    reference: z.string().exactOptional(),
    orderId: z.string().exactOptional(),
    locationId: z.string().exactOptional(),
    payerId: z.string().exactOptional(),
    householdId: z.string().exactOptional(),
    event: z
      .object({
        source: z.string().exactOptional(),
        id: z.string().exactOptional(),
        type: z.string().exactOptional(),
      })
      .meta({ description: 'As much of the event as could be read.' }),
    recordedAt: instant,
    original: z.unknown().meta({
      description:
        'The event, or the one receipt or payment of it, as it came; text where it was no sound JSON.',
    }),
  }),
);
export type ExceptionAnswer = z.infer<typeof exceptionAnswer>;

export const anomalyAnswer = named(
  'Anomaly',
  z.object({
    kind: z.enum(anomalyKinds),
    orderId: z.string().exactOptional(),
    locationId: z.string().exactOptional(),
    commodity: z.string().exactOptional(),
    unit: unit.exactOptional(),
    quantity: number.exactOptional(),
    references: z.array(z.string()),
    collectedBy: z.string().meta({ description: 'The proxy, of a shared collector.' }).exactOptional(),
    recordedAt: instant,
  }),
);
export type AnomalyAnswer = z.infer<typeof anomalyAnswer>;

export const readerAnswer = named(
  'Reader',
  z.object({
    roles: z.array(z.enum(roleNames)),
    locations: z
      .array(z.object({ ...locationFields, name: z.string().exactOptional(), kind: kind.exactOptional() }))
      .meta({
        description: 'Whose staff the reader is of; with an id only, where nobody has registered it.',
      }),
    payers: z.array(z.string()).meta({ description: 'Whose books the reader keeps.' }),
  }),
);
export type ReaderAnswer = z.infer<typeof readerAnswer>;

export const payerAnswer = named(
  'Payer',
  z.object({
    payerId: z.string(),
    balances: z.array(
      z.object({
        orderId: z.string(),
        currency: z.string(),
        funded: number,
        paid: number.meta({ description: 'Reversed payments taken off.' }),
        balance: number.meta({
          description: 'What is left of what it was given; below zero, what it is owed.',
        }),
        payments: z.int(),
        householdsPaid: z.int(),
      }),
    ),
  }),
);
export type PayerAnswer = z.infer<typeof payerAnswer>;

const sealedList = z.object({
  key: z.string().meta({ description: 'Where it is in the archive of seals.' }),
  sha256: z.string().meta({ description: 'Of its bytes, in hex, as `sha256sum` prints it.' }),
});

export const sealAnswer = named(
  'Seal',
  z.object({
    date,
    seq: z.int().min(1),
    openedAt: instant.meta({ description: 'When reading began: what was recorded before is sealed.' }),
    sealedAt: instant,
    digest: z.string().meta({
      description: 'SHA-256 in hex over the last entry of every chain: lines `account@seq:hash`, by account.',
    }),
    books: count.meta({ description: 'Chains sealed.' }),
    entries: count.meta({ description: 'Their entries, those of earlier days included.' }),
    tails: sealedList.meta({ description: 'The lines that `digest` is made of.' }),
    added: sealedList.meta({ description: 'Every entry recorded since the seal before, in the same form.' }),
    previousHash: z.string(),
    hash: z.string(),
  }),
);
export type SealAnswer = z.infer<typeof sealAnswer>;

named(
  'Problem',
  z.looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    parameter: z.string().exactOptional(),
    correlationId: z.string().exactOptional(),
  }),
);
