/** What the holder of a card says, as the events that it becomes. Pure. */
import * as z from 'zod';
import { readMessage } from '../../shared/contract/read-message.ts';
import { groupOf } from '../../shared/contract/routing.ts';
import type { ComplaintKind } from '../../shared/domain/complaints.ts';
import type { Fault, Instant } from '../../shared/domain/events.ts';
import type { StatementName } from '../../shared/domain/statements.ts';
import type { QueueMessage } from '../../shared/runtime/send-messages.ts';

/** The `source` of what a household says by its card, which nobody else may write. */
export const cardSource = (householdId: string): string => `urn:relief:card:${householdId}`;

/** Who says something, when, and under which id. */
export interface Speaker {
  readonly householdId: string;
  /** Where the receipt that it speaks of was handed over. */
  readonly locationId?: string;
  readonly time: Instant;
  /** Of this request; no other has it. */
  readonly requestId: string;
}

export interface CardEvents {
  readonly source: string;
  readonly id: string;
  readonly complaintId?: string;
  readonly messages: readonly QueueMessage[];
}

type Reading<T> = T | { readonly faults: readonly Fault[] };

/** What a receipt is complained of for, by what is said of it. */
const complaintOf: { readonly [S in StatementName]?: ComplaintKind } = {
  less: 'received-less',
  'not-received': 'not-received',
};

/** A statement; of less, or of nothing, a complaint too. */
export function statementEvents(body: unknown, speaker: Speaker): Reading<CardEvents> {
  const { householdId, requestId } = speaker;
  const data = { ...fieldsOf(body), householdId, channel: 'card' };
  const said = messageOf('relief.receipt.confirmed.v1', `statement-${requestId}`, data, speaker);
  if ('faults' in said) return said;
  const { orderId, reference, statement, note } = statementSchema.parse(body);
  const kind = complaintOf[statement];
  const source = cardSource(householdId);
  const id = `statement-${requestId}`;
  if (kind === undefined) return { source, id, messages: [said] };
  const complaint = complaintEvents({ kind, orderId, reference, ...(note && { text: note }) }, speaker);
  if ('faults' in complaint) return complaint;
  return { ...complaint, id, messages: [said, ...complaint.messages] };
}

const statementSchema = z.object({
  orderId: z.string(),
  reference: z.string(),
  statement: z.enum(['received', 'less', 'not-received']),
  note: z.string().exactOptional(),
});

export function complaintEvents(body: unknown, speaker: Speaker): Reading<CardEvents> {
  const { householdId, locationId, requestId } = speaker;
  const complaintId = `card-${requestId}`;
  const id = `complaint-${requestId}`;
  const fields = fieldsOf(body);
  const refused = Object.keys(fields).find((name) => !complaintFields.has(name));
  if (refused !== undefined)
    return { faults: [{ path: refused, expected: `one of ${[...complaintFields].join(', ')}` }] };
  const data = {
    ...fields,
    complaintId,
    householdId,
    ...(locationId !== undefined && { locationId }),
    channel: 'card',
  };
  const message = messageOf('relief.complaint.raised.v1', id, data, speaker);
  if ('faults' in message) return message;
  return { source: cardSource(householdId), id, complaintId, messages: [message] };
}

/** What a household may say of its complaint: when an answer is due is not its to say. */
const complaintFields: ReadonlySet<string> = new Set(['kind', 'orderId', 'reference', 'text']);

const fieldsOf = (body: unknown): object =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};

/** Guarantees: the message is one that its queue takes. Paths begin at the root of what was posted. */
function messageOf(
  type: 'relief.receipt.confirmed.v1' | 'relief.complaint.raised.v1',
  id: string,
  data: object,
  { householdId, time }: Speaker,
): Reading<QueueMessage> {
  const event = { specversion: '1.0', id, source: cardSource(householdId), type, time, data };
  const body = JSON.stringify(event);
  const reading = readMessage(body);
  if (!reading.ok)
    return {
      faults: reading.faults.map(({ path, ...fault }) => ({ ...fault, path: path.replace(/^data\.?/, '') })),
    };
  return { queue: 'assurance', group: groupOf({ type, data }), body };
}
