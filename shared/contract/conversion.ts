/** Turns what a schema has checked into the domain's terms: base units, minor units, defaults filled in. */

import type { AuditObservation } from '../domain/audit-events.ts';
import type {
  EventOf,
  HandoverReceipt,
  Missed,
  Payment,
  Pledge,
  Ration,
  ReliefEvent,
  Reversal,
  Stipend,
} from '../domain/events.ts';
import {
  baseQuantity,
  baseThousandths,
  type QuantityLine,
  thousandthsOf,
  thousandthsOfNumber,
  type Unit,
} from '../domain/quantity.ts';
import { decimalsOf } from './currencies.ts';
import type { DataOf, RowOf } from './schemas.ts';

/** Events that stand or fall whole; sheets are read row by row. */
export type WholeEventType = Exclude<ReliefEvent['type'], SheetType>;
type SheetType =
  | 'relief.handovers.made.v1'
  | 'relief.handovers.returned.v1'
  | 'relief.handovers.missed.v1'
  | 'relief.payments.made.v1'
  | 'relief.payments.reversed.v1'
  | 'relief.audit.observed.v1';

/** Exact, because every number that a reading lets through is its own shortest text. */
const thousandths = (quantity: number): bigint => checked(thousandthsOfNumber(quantity));

const base = (quantity: number, unit: Unit): bigint => checked(baseQuantity(thousandths(quantity), unit));

/** Minor units: thousandths of the amount with its decimal point moved, so that three decimals become those of the currency. */
const minor = (amount: number, currency: string): bigint => {
  const [mantissa, exponent = '0'] = String(amount).split('e');
  return checked(thousandthsOf(`${mantissa}e${Number(exponent) + decimalsOf(currency) - 3}`));
};

function checked(integer: bigint | undefined): bigint {
  if (integer === undefined)
    throw new RangeError('A schema let a number through that is no whole number of base units');
  return integer;
}

/** JSON has a minus zero, books have not. */
const integer = (value: number): number => (value === 0 ? 0 : value);

const quantityLine = (line: { commodity: string; quantity: number; unit: Unit }): QuantityLine => ({
  commodity: line.commodity,
  unit: line.unit,
  quantity: base(line.quantity, line.unit),
});

type Packed = { quantity: number; unit: Unit };

/** Converts a quantity of a line's unit into base units of what the line is measured in: the content of its pieces, if it tells. */
const inLine = ({ unit, contains }: { unit: Unit; contains?: Packed | undefined }) => ({
  unit: contains?.unit ?? unit,
  base: (quantity: number): bigint =>
    base(quantity, unit) * (contains === undefined ? 1n : base(contains.quantity, contains.unit)),
});

const packedLine = (line: Packed & { commodity: string; contains?: Packed }): QuantityLine => {
  const measured = inLine(line);
  return { commodity: line.commodity, unit: measured.unit, quantity: measured.base(line.quantity) };
};

function rationOf(ration: DataOf<'relief.order.issued.v1'>['rations'][number]): Ration {
  const { commodity, unit, step } = ration;
  const { quantityPerPerson, quantityPerAdult, quantityPerChild, quantityPerHousehold } = ration;
  const scale = (quantity: number): bigint => baseThousandths(thousandths(quantity), unit);
  return {
    commodity,
    unit,
    ...(quantityPerPerson !== undefined && { perPersonThousandths: scale(quantityPerPerson) }),
    ...(quantityPerAdult !== undefined && { perAdultThousandths: scale(quantityPerAdult) }),
    ...(quantityPerChild !== undefined && { perChildThousandths: scale(quantityPerChild) }),
    ...(quantityPerHousehold !== undefined && { perHouseholdThousandths: scale(quantityPerHousehold) }),
    ...(step !== undefined && { step: base(step, unit) }),
  };
}

const pledgeOf = ({
  quantity,
  unit,
  ...promise
}: DataOf<'relief.order.issued.v1'>['pledges'][number]): Pledge =>
  unit === undefined
    ? promise
    : { ...promise, unit, ...(quantity !== undefined && { quantity: base(quantity, unit) }) };

const stipendOf = (stipend: NonNullable<DataOf<'relief.order.issued.v1'>['stipend']>): Stipend => ({
  perAdultMinor: minor(stipend.amountPerAdult, stipend.currency),
  currency: { code: stipend.currency, decimals: decimalsOf(stipend.currency) },
  funding: stipend.funding ?? 'own',
});

export const receiptOf = (receipt: RowOf<'receipt'>): HandoverReceipt => ({
  ...receipt,
  lines: receipt.lines.map(quantityLine),
});

export const paymentOf = ({ amount, ...payment }: RowOf<'payment'>): Payment => ({
  ...payment,
  amountMinor: minor(amount, payment.currency),
});

export const returnOf = ({ receiptId, ...reversal }: RowOf<'return'>): Reversal => ({
  reference: receiptId,
  ...reversal,
});

export const missedOf = (missed: RowOf<'missed'>): Missed => missed;

export const observationOf = ({ found, ...observation }: RowOf<'observation'>): AuditObservation => {
  if (found === 'not-found') return { ...observation, found };
  return {
    ...observation,
    found:
      'unit' in found
        ? { quantity: base(found.quantity, found.unit), unit: found.unit }
        : { amountMinor: minor(found.amount, found.currency), currency: found.currency },
  };
};

export const reversalOf = ({ paymentId, ...reversal }: RowOf<'reversal'>): Reversal => ({
  reference: paymentId,
  ...reversal,
});

export const eventOf: { readonly [T in WholeEventType]: (data: DataOf<T>) => EventOf<T> } = {
  'relief.locations.registered.v1': (data) => ({ type: 'relief.locations.registered.v1', ...data }),
  'relief.households.registered.v1': (data) => ({
    type: 'relief.households.registered.v1',
    ...data,
    households: data.households.map((household) => ({
      ...household,
      adults: integer(household.adults),
      children: integer(household.children),
      ...(household.priority !== undefined && { priority: integer(household.priority) }),
    })),
  }),
  'relief.household.erased.v1': (data) => ({ type: 'relief.household.erased.v1', ...data }),
  'relief.household.withdrawn.v1': (data) => ({ type: 'relief.household.withdrawn.v1', ...data }),
  'relief.order.issued.v1': ({ orderId, area, stipend, ...terms }) => ({
    type: 'relief.order.issued.v1',
    orderId,
    terms: {
      ...terms,
      centres: area.centres,
      rations: terms.rations.map(rationOf),
      pledges: terms.pledges.map(pledgeOf),
      ...(stipend && { stipend: stipendOf(stipend) }),
    },
  }),
  'relief.order.amended.v1': ({ orderId, revision, reason, rations, stipend, pledges, area, ...others }) => ({
    type: 'relief.order.amended.v1',
    orderId,
    revision,
    reason,
    changes: {
      ...others,
      ...(area && { centres: area.centres }),
      ...(rations && { rations: rations.map(rationOf) }),
      ...(stipend !== undefined && { stipend: stipend && stipendOf(stipend) }),
      ...(pledges && { pledges: pledges.map(pledgeOf) }),
    },
  }),
  'relief.order.cancelled.v1': (data) => ({ type: 'relief.order.cancelled.v1', ...data }),
  'relief.shipment.dispatched.v1': (data) => ({
    type: 'relief.shipment.dispatched.v1',
    ...data,
    lines: data.lines.map(packedLine),
  }),
  'relief.shipment.arrived.v1': (data) => ({
    type: 'relief.shipment.arrived.v1',
    ...data,
    lines: data.lines.map((line) => ({
      ...packedLine(line),
      losses: (line.losses ?? []).map(({ quantity, cause }) => ({
        quantity: inLine(line).base(quantity),
        cause,
      })),
    })),
  }),
  'relief.shipment.closed.v1': ({ remainder, cause, ...data }) => ({
    type: 'relief.shipment.closed.v1',
    ...data,
    remainder: remainder === 'lost' && cause !== undefined ? { is: 'lost', cause } : { is: 'never-sent' },
  }),
  'relief.payer.funded.v1': ({ amount, ...data }) => ({
    type: 'relief.payer.funded.v1',
    ...data,
    amountMinor: minor(amount, data.currency),
  }),
  'relief.stock.counted.v1': (data) => ({
    type: 'relief.stock.counted.v1',
    ...data,
    lines: data.lines.map(packedLine),
  }),
  'relief.stock.lost.v1': (data) => ({
    type: 'relief.stock.lost.v1',
    ...data,
    lines: data.lines.map((line) => ({ ...packedLine(line), cause: line.cause })),
  }),
  'relief.stock.transferred.v1': (data) => ({
    type: 'relief.stock.transferred.v1',
    ...data,
    lines: data.lines.map(packedLine),
  }),
  'relief.receipt.confirmed.v1': ({ lines, amount, currency, ...data }) => ({
    type: 'relief.receipt.confirmed.v1',
    ...data,
    ...(lines !== undefined && { lines: lines.map(quantityLine) }),
    ...(amount !== undefined &&
      currency !== undefined && { money: { amountMinor: minor(amount, currency), currency } }),
  }),
  'relief.complaint.raised.v1': (data) => ({ type: 'relief.complaint.raised.v1', ...data }),
  'relief.complaint.answered.v1': (data) => ({ type: 'relief.complaint.answered.v1', ...data }),
  'relief.finding.noted.v1': ({ exceptionId, anomalyId = '', ...data }) => ({
    type: 'relief.finding.noted.v1',
    about: exceptionId === undefined ? { anomalyId } : { exceptionId },
    ...data,
  }),
  'relief.audit.opened.v1': ({ tolerance, riskPercent, ...data }) => ({
    type: 'relief.audit.opened.v1',
    ...data,
    ...('unit' in tolerance
      ? { tolerance: base(tolerance.quantity, tolerance.unit), toleranceUnit: tolerance.unit }
      : { tolerance: minor(tolerance.amount, tolerance.currency) }),
    riskThousandths: thousandths(riskPercent),
  }),
  'relief.event.voided.v1': (data) => ({ type: 'relief.event.voided.v1', ...data }),
};
