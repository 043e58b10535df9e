/** The documents of the story as events: who sends them, under which id, and when. */
import { maxRowsOfBatch } from '../../shared/domain/transaction-size.ts';
import type { HandoverDay, Receipt } from './desks.ts';
import type { ReceiptAt } from './handovers.ts';
import type { Household } from './registry.ts';
import type { Setting } from './setting.ts';
import type { CloudEvent } from './steps.ts';
import type { PaymentDay, PaymentRow } from './stipend.ts';
import { arrivalLines, linesOf, type Waybill } from './supply.ts';

/** Sheets of receipts and of payments alike: what fits one transaction of the store. */
const rowsPerSheet = maxRowsOfBatch.payments;

const cityOffice = 'urn:relief:kaesong:city-office';
export const distributionOffice = 'urn:relief:kaesong:distribution-office';
const stationOffice = 'urn:relief:kaesong:station';
export const centralCommittee = 'urn:relief:central-committee';
export const payerOffice = (payerId: string): string => `urn:relief:kaesong:${payerId}`;

const inAugust = (day: number): string => `2020-08-${String(day).padStart(2, '0')}`;
export const at = (day: number, time: string): string => `${inAugust(day)}T${time}:00+09:00`;

export const event = (
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

/** Yields the rows of each group in numbered sheets, a group's sheet as soon as it is full. */
function* inSheets<T>(
  rows: Iterable<readonly [group: string, row: T]>,
): Generator<readonly [group: string, number: number, rows: readonly T[]]> {
  const open = new Map<string, T[]>();
  const numbers = new Map<string, number>();
  const numbered = (group: string, sheet: readonly T[]) => {
    const number = (numbers.get(group) ?? 0) + 1;
    numbers.set(group, number);
    return [group, number, sheet] as const;
  };
  for (const [group, row] of rows) {
    const sheet = open.get(group) ?? [];
    sheet.push(row);
    open.set(group, sheet);
    if (sheet.length === rowsPerSheet) {
      yield numbered(group, sheet);
      open.delete(group);
    }
  }
  for (const [group, sheet] of open) yield numbered(group, sheet);
}

type From = { readonly source: string } | { readonly locationId: string };

export class Documents {
  readonly #setting: Setting;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  get #orderId(): string {
    return this.#setting.order.orderId;
  }

  /** Whoever was there when the city was sealed off is registered from that day on, unless another is named. */
  registration(
    id: string,
    time: string,
    centreId: string,
    households: readonly Household[],
    effectiveFrom = '2020-07-24',
  ): CloudEvent {
    return event(cityOffice, id, 'relief.households.registered.v1', time, {
      centreId,
      effectiveFrom,
      households: households.map(({ centreId: _, ...household }) => household),
    });
  }

  dispatch(from: From, { shipmentId, to, dispatched }: Waybill, time: string, carrier: string): CloudEvent {
    return event(
      'source' in from ? 'urn:relief:railway' : stationOffice,
      `dispatch-${shipmentId}`,
      'relief.shipment.dispatched.v1',
      time,
      {
        shipmentId,
        orderId: this.#orderId,
        from,
        to,
        carrier,
        lines: linesOf(dispatched, this.#setting.unitOf),
      },
    );
  }

  arrival(waybill: Waybill, time: string, id = `arrival-${waybill.shipmentId}`): CloudEvent {
    return event(
      waybill.to === this.#setting.hubId ? stationOffice : distributionOffice,
      id,
      'relief.shipment.arrived.v1',
      time,
      {
        shipmentId: waybill.shipmentId,
        orderId: this.#orderId,
        at: waybill.to,
        lines: arrivalLines(waybill, this.#setting.unitOf),
      },
    );
  }

  /** Takes a whole event back; who typed it wrongly says why. */
  takingBack({ source, id }: CloudEvent, time: string, reason: string): CloudEvent {
    return event(source, `void-${id}`, 'relief.event.voided.v1', time, { source, id, reason });
  }

  sheet(id: string, time: string, centreId: string, receipts: readonly Receipt[]): CloudEvent {
    return event(distributionOffice, id, 'relief.handovers.made.v1', time, {
      centreId,
      orderId: this.#orderId,
      receipts,
    });
  }

  /** One day's ordinary sheets. */
  *sheets(day: HandoverDay, receipts: Iterable<ReceiptAt>): Generator<CloudEvent> {
    for (const [centreId, number, rows] of inSheets(receipts)) {
      yield this.sheet(`sheet-${inAugust(day)}-${centreId}-${number}`, at(day, '17:00'), centreId, rows);
    }
  }

  /** A day's sheets of a clerk's own. */
  *lateSheets(day: HandoverDay, receipts: Iterable<ReceiptAt>): Generator<CloudEvent> {
    for (const [centreId, number, rows] of inSheets(receipts))
      yield this.sheet(`sheet-${inAugust(day)}-${centreId}-late-${number}`, at(day, '17:20'), centreId, rows);
  }

  paymentSheet(id: string, time: string, payerId: string, payments: readonly PaymentRow[]): CloudEvent {
    return event(payerOffice(payerId), id, 'relief.payments.made.v1', time, {
      payerId,
      orderId: this.#orderId,
      payments,
    });
  }

  /** One day's ordinary sheets of payments. */
  *paymentSheets(
    day: PaymentDay,
    payments: Iterable<readonly [payerId: string, payment: PaymentRow]>,
  ): Generator<CloudEvent> {
    for (const [payerId, number, rows] of inSheets(payments)) {
      yield this.paymentSheet(
        `payments-${inAugust(day)}-${payerId}-${number}`,
        at(day, '16:00'),
        payerId,
        rows,
      );
    }
  }
}
