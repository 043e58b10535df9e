/** What the senders of audits report, after the message check. */
import type { AuditMethod } from './audit-evidence.ts';
import type { AuditMeasure } from './audit-population.ts';
import type { CalendarDate, SheetRow } from './events.ts';
import type { Unit } from './quantity.ts';

/** What a visitor found of the receipt that was drawn. Units: base or minor units. */
export interface AuditObservation {
  readonly draw: number;
  readonly found:
    | { readonly quantity: bigint; readonly unit: Unit }
    | { readonly amountMinor: bigint; readonly currency: string }
    | 'not-found';
  readonly visitedOn: CalendarDate;
  readonly visitor: string;
  readonly note?: string;
}

export type AuditEvent =
  | {
      readonly type: 'relief.audit.opened.v1';
      readonly auditId: string;
      readonly orderId: string;
      readonly measure: AuditMeasure;
      /** Units: base or minor units. */
      readonly tolerance: bigint;
      /** Of goods: the unit that the tolerance was given in. */
      readonly toleranceUnit?: Unit;
      /** Units: thousandths of a percent. */
      readonly riskThousandths: bigint;
      readonly method: AuditMethod;
      readonly sealDate: CalendarDate;
      readonly seed: string;
    }
  | {
      readonly type: 'relief.audit.observed.v1';
      readonly auditId: string;
      readonly observations: readonly SheetRow<AuditObservation>[];
    };
