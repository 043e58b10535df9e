/** What households say of what they got, what people complain of, and what they are answered, as events. */
import type { ComplaintKind, ComplaintOutcome } from './complaints.ts';
import type { CalendarDate } from './events.ts';
import type { QuantityLine } from './quantity.ts';
import type { Channel, StatementName } from './statements.ts';

export type SaidEvent =
  | {
      readonly type: 'relief.receipt.confirmed.v1';
      readonly orderId: string;
      readonly householdId: string;
      /** The receipt or payment that it is about. */
      readonly reference: string;
      readonly statement: StatementName;
      /** With `less`: the goods that the household did get. */
      readonly lines?: readonly QuantityLine[];
      /** With `less`: the money that it did get. */
      readonly money?: { readonly amountMinor: bigint; readonly currency: string };
      readonly channel: Channel;
      readonly note?: string;
    }
  | {
      readonly type: 'relief.complaint.raised.v1';
      readonly complaintId: string;
      readonly kind: ComplaintKind;
      readonly channel: Channel;
      readonly orderId?: string;
      readonly locationId?: string;
      readonly householdId?: string;
      readonly reference?: string;
      readonly text?: string;
      /** Left out, 14 days after it was raised. */
      readonly dueOn?: CalendarDate;
    }
  | {
      readonly type: 'relief.complaint.answered.v1';
      readonly complaintId: string;
      readonly outcome: ComplaintOutcome;
      readonly answer?: string;
      /** Whether the person was told. */
      readonly told: boolean;
    };
