/** Complaints and their answers: a chain of records for each complaint, and lists of them by the day an answer is due on. */
import type { JsonObject } from '../domain/canonical.ts';
import {
  type ComplaintKind,
  type ComplaintOutcome,
  complaintKinds,
  complaintOutcomes,
} from '../domain/complaints.ts';
import type { CalendarDate, Instant } from '../domain/events.ts';
import { type Channel, channels } from '../domain/statements.ts';
import { type ItemKey, seqItem } from './keys.ts';
import { RecordFields } from './record-fields.ts';
import type { Write } from './writes.ts';

// L41: a complaint, and the answers to it in the order of their recording.

const complaintPrefix = 'complaint:';

export const complaintSubject = (complaintId: string): string => `${complaintPrefix}${complaintId}`;

export const isComplaintSubject = (subject: string): boolean => subject.startsWith(complaintPrefix);

/** Where the complaint stands, and its answers from 2 on. */
export const complaintKey = (complaintId: string, seq: number): ItemKey => ({
  table: 'ledgers',
  subject: complaintSubject(complaintId),
  item: seqItem(seq),
});

// L42: the complaints of an order, or of none, and those of them that were answered, by the day an answer is due on.

export const complaintListPrefixes = { raised: 'complaints:', answered: 'answered:' } as const;
export type ComplaintList = keyof typeof complaintListPrefixes;

/** The list of an order; that of what names no order for `''`. */
export const complaintListSubject = (list: ComplaintList, orderId: string): string =>
  `${complaintListPrefixes[list]}${orderId}`;

// L44: the complaints that name a household.

const ofHouseholdPrefix = 'complaints-of:';

export const complaintsOfSubject = (householdId: string): string => `${ofHouseholdPrefix}${householdId}`;

const listingKey = (list: ComplaintList, { orderId = '', dueOn, complaintId }: Complaint): ItemKey => ({
  table: 'ledgers',
  subject: complaintListSubject(list, orderId),
  item: `${dueOn}/${complaintId}`,
});

/** What a list is filtered by. */
interface ListedFields {
  readonly kind: ComplaintKind;
  readonly locationId?: string;
  readonly householdId?: string;
}

/** A complaint as its list shows it. */
export interface ListedComplaint extends ListedFields {
  readonly complaintId: string;
  readonly dueOn: CalendarDate;
}

/** What somebody said, and how it reached the books. */
interface Recorded {
  /** `source#id`. */
  readonly event: string;
  /** As its sender wrote it. */
  readonly time: string;
  readonly recordedAt: Instant;
}

export interface Complaint extends ListedComplaint, Recorded {
  readonly channel: Channel;
  readonly orderId?: string;
  readonly reference?: string;
  /** Left out where the household was erased. */
  readonly text?: string;
  /** Of what was sent: another content under this number is a conflict. */
  readonly digest: string;
}

export interface ComplaintAnswer extends Recorded {
  readonly outcome: ComplaintOutcome;
  /** Left out where the household was erased. */
  readonly answer?: string;
  /** Whether the person was told. */
  readonly told: boolean;
}

export function recordComplaint(complaint: Complaint): readonly Write[] {
  const { complaintId, kind, channel, orderId, locationId, householdId, reference } = complaint;
  const { text, dueOn, digest, event, time, recordedAt } = complaint;
  const listed: JsonObject = {
    kind,
    ...(locationId !== undefined && { locationId }),
    ...(householdId !== undefined && { householdId }),
  };
  const record: JsonObject = {
    complaintId,
    ...listed,
    channel,
    ...(orderId !== undefined && { orderId }),
    ...(reference !== undefined && { reference }),
    ...(text !== undefined && { text }),
    dueOn,
    digest,
    event,
    time,
    recordedAt,
  };
  return [
    { kind: 'append', key: complaintKey(complaintId, 1), record },
    { kind: 'append', key: listingKey('raised', complaint), record: listed },
    ...(householdId === undefined ? [] : [listedOfHousehold(householdId, complaintId)]),
  ];
}

const listedOfHousehold = (householdId: string, complaintId: string): Write => ({
  kind: 'append',
  key: { table: 'ledgers', subject: complaintsOfSubject(householdId), item: complaintId },
  record: {},
});

/** Records an answer as the link `seq` of a complaint; the first one lists it among those that were answered. */
export function recordAnswer(
  complaint: Complaint,
  seq: number,
  { outcome, answer, told, event, time, recordedAt }: ComplaintAnswer,
): readonly Write[] {
  const record: JsonObject = {
    outcome,
    ...(answer !== undefined && { answer }),
    told,
    event,
    time,
    recordedAt,
  };
  return [
    { kind: 'append', key: complaintKey(complaint.complaintId, seq), record },
    ...(seq > 2 ? [] : [{ kind: 'append', key: listingKey('answered', complaint), record: {} } as const]),
  ];
}

const recorded = (fields: RecordFields): Recorded => ({
  event: fields.text('event'),
  time: fields.text('time'),
  recordedAt: fields.text('recordedAt'),
});

function listedFields(fields: RecordFields): ListedFields {
  const locationId = fields.optionalText('locationId');
  const householdId = fields.optionalText('householdId');
  return {
    kind: fields.name('kind', complaintKinds),
    ...(locationId !== undefined && { locationId }),
    ...(householdId !== undefined && { householdId }),
  };
}

/** Reads a complaint that {@link recordComplaint} wrote. Errors: `DamagedRecordError` naming the field. */
export function readComplaint(record: JsonObject): Complaint {
  const fields = new RecordFields(record);
  const orderId = fields.optionalText('orderId');
  const reference = fields.optionalText('reference');
  const text = fields.optionalText('text');
  return {
    complaintId: fields.text('complaintId'),
    ...listedFields(fields),
    channel: fields.name('channel', channels),
    ...(orderId !== undefined && { orderId }),
    ...(reference !== undefined && { reference }),
    ...(text !== undefined && { text }),
    dueOn: fields.text('dueOn'),
    digest: fields.text('digest'),
    ...recorded(fields),
  };
}

/** Reads what {@link recordAnswer} wrote. Errors: `DamagedRecordError` naming the field. */
export function readAnswer(record: JsonObject): ComplaintAnswer {
  const fields = new RecordFields(record);
  const answer = fields.optionalText('answer');
  return {
    outcome: fields.name('outcome', complaintOutcomes),
    ...(answer !== undefined && { answer }),
    told: fields.boolean('told'),
    ...recorded(fields),
  };
}

/** The complaint of a place in a list, and what the list tells of it. Errors: `DamagedRecordError` naming the field. */
export function readListing(item: string, record: JsonObject): ListedComplaint {
  const slash = item.indexOf('/');
  const fields = new RecordFields(record);
  return { complaintId: item.slice(slash + 1), dueOn: item.slice(0, slash), ...listedFields(fields) };
}
