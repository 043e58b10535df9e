/** Rows of a day on which their order was not in force: they would be rejected for good. */
import { dayIn } from '../domain/moments.ts';
import { type CellFault, faultAt } from './fault.ts';
import { placeOf, type RecordContext } from './record.ts';
import type { FileRecord } from './records.ts';

/** What an order says of its days. */
export interface OrderDays {
  readonly orderId: string;
  readonly startsOn: string;
  readonly endsOn?: string;
}

/** The orders that records name. */
export const ordersNamed = (records: readonly FileRecord[]): ReadonlySet<string> =>
  new Set(records.flatMap(({ fields: { orderId } }) => (typeof orderId === 'string' ? [orderId] : [])));

/** What is wrong with the day of a record; an order that is not known yet has no days. */
export function dayFault(
  { row, fields, time, isDatedNow }: FileRecord,
  orders: ReadonlyMap<string, OrderDays | undefined>,
  { kind, header, zone, options }: RecordContext,
): CellFault | undefined {
  const order = orders.get(String(fields['orderId']));
  if (order === undefined || fields['overIssue'] !== undefined) return undefined;
  const day = dayIn(zone, time);
  const { orderId, startsOn, endsOn } = order;
  const isEarly = kind === 'handovers' && day < startsOn;
  const isLate = (kind === 'handovers' || kind === 'payments') && endsOn !== undefined && day > endsOn;
  if (!isEarly && !isLate) return undefined;
  const days = endsOn === undefined ? `from ${startsOn} on` : `from ${startsOn} to ${endsOn}`;
  const hint = isDatedNow ? `; give the day with ${options.date}, ${options.time} or a column date` : '';
  const found = isDatedNow ? `${day}, today` : time;
  return faultAt(placeOf(header, row, 'time'), 'time', `a day of ${orderId}, ${days}${hint}`, found);
}
