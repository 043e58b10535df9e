/** What senders write, as far as the histories use it: units, rows, queues, and the faults put into them. */

import type { PrototypeNames } from '../support/prototype-names.ts';
import type { Correcting } from './corrections.ts';

export interface Message {
  readonly queue: string;
  /** The message group. */
  readonly group: string;
  readonly event: {
    readonly id: string;
    readonly source: string;
    readonly type: string;
    readonly time: string;
    readonly data: any;
  };
  /** Where it is a correction, its event is written when it is played. */
  readonly correcting?: Correcting;
}

export const queueOf: Readonly<Record<string, string>> = {
  'relief.locations.registered.v1': 'registrations',
  'relief.households.registered.v1': 'registrations',
  'relief.household.erased.v1': 'registrations',
  'relief.household.withdrawn.v1': 'registrations',
  'relief.order.issued.v1': 'policy-orders',
  'relief.order.amended.v1': 'policy-orders',
  'relief.order.cancelled.v1': 'policy-orders',
  'relief.shipment.dispatched.v1': 'shipment-arrivals',
  'relief.shipment.arrived.v1': 'shipment-arrivals',
  'relief.shipment.closed.v1': 'shipment-arrivals',
  'relief.handovers.made.v1': 'handovers',
  'relief.handovers.returned.v1': 'handovers',
  'relief.handovers.missed.v1': 'handovers',
  'relief.payments.made.v1': 'payments',
  'relief.payments.reversed.v1': 'payments',
  'relief.payer.funded.v1': 'payments',
  'relief.stock.counted.v1': 'stock-counts',
  'relief.stock.lost.v1': 'stock-counts',
  'relief.stock.transferred.v1': 'stock-counts',
};

export type RowKind = 'handover' | 'return' | 'missed' | 'payment' | 'reversal';

export const sheetKinds: Readonly<Record<string, RowKind>> = {
  'relief.handovers.made.v1': 'handover',
  'relief.handovers.returned.v1': 'return',
  'relief.handovers.missed.v1': 'missed',
  'relief.payments.made.v1': 'payment',
  'relief.payments.reversed.v1': 'reversal',
};

export const voidType = 'relief.event.voided.v1';

/** The message group that the contract's table names. */
export function groupOf(type: string, data: any): string {
  switch (type) {
    case 'relief.locations.registered.v1':
      return 'locations';
    case 'relief.shipment.dispatched.v1':
      return data.from.locationId ?? 'source';
    case 'relief.shipment.arrived.v1':
      return data.at;
    case 'relief.shipment.closed.v1':
      return data.shipmentId;
    case 'relief.stock.counted.v1':
    case 'relief.stock.lost.v1':
    case 'relief.stock.transferred.v1':
      return data.locationId;
    default:
      return data.centreId ?? data.payerId ?? data.orderId ?? data.householdId;
  }
}

export type Amounts = Map<string, bigint>;

const units: Readonly<Record<string, readonly [family: string, factor: bigint]>> = {
  g: ['mass', 1n],
  kg: ['mass', 1_000n],
  t: ['mass', 1_000_000n],
  ml: ['volume', 1n],
  l: ['volume', 1_000n],
  piece: ['piece', 1n],
  bottle: ['bottle', 1n],
  bar: ['bar', 1n],
  bag: ['bag', 1n],
  box: ['box', 1n],
};
export const familyOf = (unit: string): string => units[unit]?.[0] ?? '';
/** Base units in one of a unit. */
export const factorOf = (unit: string): bigint => units[unit]?.[1] ?? 1n;

export const thousandthsOf = (quantity: number): bigint => BigInt(Math.round(quantity * 1_000));
const baseOf = (quantity: number, unit: string): bigint =>
  (thousandthsOf(quantity) * factorOf(unit)) / 1_000n;
/** Money has two decimals here. */
export const minorOf = (amount: number): bigint => BigInt(Math.round(amount * 100));

export const amountOf = (amounts: ReadonlyMap<string, bigint>, commodity: string): bigint =>
  amounts.get(commodity) ?? 0n;

export const add = (amounts: Amounts, commodity: string, quantity: bigint): void => {
  amounts.set(commodity, amountOf(amounts, commodity) + quantity);
};

export function sum(numbers: Iterable<bigint>): bigint {
  let total = 0n;
  for (const number of numbers) total += number;
  return total;
}

/** The unit that a line is of: of bags of a size that of what they hold. */
export const unitOfLine = ({ unit, contains }: any): string => contains?.unit ?? unit;

export function amountsOf(lines: readonly any[]): Amounts {
  const amounts: Amounts = new Map();
  for (const { commodity, quantity, unit, contains } of lines) {
    const each = contains === undefined ? 1n : baseOf(contains.quantity, contains.unit);
    add(amounts, commodity, baseOf(quantity, unit) * each);
  }
  return amounts;
}

export const negated = (amounts: ReadonlyMap<string, bigint>): Amounts =>
  new Map([...amounts].map(([commodity, base]) => [commodity, -base]));

export const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** One text for one content, whatever the order of its members. */
export function contentOf(value: any): string {
  if (Array.isArray(value)) return `[${value.map(contentOf).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${name}:${contentOf(value[name])}`).join(',')}}`;
}

const rowMembers: Readonly<Record<RowKind, readonly string[]>> = {
  handover: ['receiptId', 'householdId', 'lines'],
  return: ['receiptId', 'reverses', 'householdId', 'reason'],
  missed: ['householdId', 'reason'],
  payment: ['paymentId', 'householdId', 'amount', 'currency'],
  reversal: ['paymentId', 'reverses', 'householdId', 'reason'],
};

/** Whether a row is one: the faults that the histories put into rows are those looked for. */
export function isSoundRow(kind: RowKind, row: any): boolean {
  const members = rowMembers[kind];
  const { collectedBy: _proxy, overIssue: _reason, corrects: _exception, ...rest } = row;
  if (Object.keys(rest).length !== members.length || members.some((name) => row[name] === undefined))
    return false;
  if (kind === 'handover') return row.lines.length > 0 && row.lines.every(isSoundLine);
  return kind !== 'payment' || row.amount > 0;
}

const isSoundLine = ({ quantity, unit }: any): boolean =>
  quantity > 0 && (['mass', 'volume'].includes(familyOf(unit)) || Number.isInteger(quantity));

/** Whether a message is one: a fault of a whole event is a member that no type has, or a household of nobody. */
export const isSoundEvent = ({ data }: Message['event']): boolean =>
  !('fault' in data) &&
  (data.households ?? []).every(
    ({ adults, children, reason }: any) => reason !== undefined || adults + children >= 1,
  );

/** The same messages under other names, each in the group that it belongs in under its new ones; a void in that of its event. */
export function renamedMessages(messages: readonly Message[], names: PrototypeNames): readonly Message[] {
  const events = messages.map(({ event }) => names.renamed(event));
  const groups = new Map(
    messages.flatMap(({ group }, index) => {
      const event = events[index];
      return event === undefined || event.type === voidType ? [] : [[group, groupOf(event.type, event.data)]];
    }),
  );
  return messages.map((message, index) => ({
    ...message,
    group: groups.get(message.group) ?? message.group,
    event: events[index] ?? message.event,
  }));
}

/** A hub's arrival brings the waybills of its shares, so whatever waits for one of them waits for the first part of its number. */
export const waybillOf = (shipmentId: string): string => `waybill:${shipmentId.split('/')[0]}`;
