/** Complaints: the longest overdue first, then those that wait, then those that were answered. */
import type { ComplaintAnswer } from '../../shared/contract/answers/complaints.ts';
import type { JsonValue } from '../../shared/domain/canonical.ts';
import {
  type ComplaintKind,
  type ComplaintStatus,
  daysBetween,
  daysTaken,
  isOverdue,
} from '../../shared/domain/complaints.ts';
import type { CalendarDate } from '../../shared/domain/events.ts';
import { dateIn } from '../../shared/domain/zoned-date.ts';
import { type CsvTable, csvTable } from '../../shared/files/csv.ts';
import type { Reader } from '../../shared/http/reader.ts';
import { noOrder } from '../../shared/ledger/anomalies.ts';
import { parseEventKey } from '../../shared/ledger/event-key.ts';
import type { AnsweredComplaint, ComplaintInList } from '../../shared/store/complaints.ts';
import { missingOrder, notFound, type QueryProblem } from './problem.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';

export interface ComplaintFilter {
  readonly status: ComplaintStatus | undefined;
  /** `-` for what names no order. */
  readonly orderId: string | undefined;
  readonly locationId: string | undefined;
  readonly kind: ComplaintKind | undefined;
}

/** The last complaint of a page, by what the list is sorted by. */
export interface ComplaintPosition {
  readonly isAnswered: boolean;
  readonly dueOn: CalendarDate;
  readonly complaintId: string;
}

export function complaintPosition(value: JsonValue): ComplaintPosition | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  const [isAnswered, dueOn, complaintId] = value;
  if (typeof isAnswered !== 'boolean' || typeof dueOn !== 'string' || typeof complaintId !== 'string')
    return undefined;
  return { isAnswered, dueOn, complaintId };
}

/** Complaints of all orders that are sorted for one page: their keys take some 2,500 read units. */
const maxSorted = 100_000;

export async function answerComplaints(
  filter: ComplaintFilter,
  { limit, after }: PageRequest<ComplaintPosition>,
  context: QueryContext,
  reader: Reader,
): Promise<ItemPage<ComplaintAnswer> | QueryProblem> {
  const { journal, now } = context;
  const today = dateIn(journal.zone, now);
  const all = await listed(filter, context);
  if (all.length > maxSorted)
    return missingOrder(`there are more than ${maxSorted} complaints, too many to sort over all orders`);
  const left = all
    .filter((one) => fits(one, filter, today))
    .sort(compare)
    .filter((one) => after === undefined || compare(one, after) > 0);
  const page = left.slice(0, limit);
  const last = page.at(-1);
  const items = (await journal.complaints.whole(page)).map((one) =>
    answerOf(one, today, journal.zone, seesPersons(reader)),
  );
  return left.length > limit && last !== undefined
    ? { items, next: [last.isAnswered, last.dueOn, last.complaintId] }
    : { items };
}

async function listed(
  { orderId }: ComplaintFilter,
  context: QueryContext,
): Promise<readonly ComplaintInList[]> {
  const { journal } = context;
  if (orderId !== undefined) return journal.complaints.ofOrder(orderId === '-' ? noOrder : orderId);
  const orderIds = [noOrder, ...(await context.orderIds())];
  return (await Promise.all(orderIds.map((id) => journal.complaints.ofOrder(id)))).flat();
}

/** What is overdue is open too. */
function fits(
  { isAnswered, dueOn, kind, locationId }: ComplaintInList,
  filter: ComplaintFilter,
  today: CalendarDate,
): boolean {
  const isSuch: { readonly [S in ComplaintStatus]: boolean } = {
    open: !isAnswered,
    overdue: !isAnswered && isOverdue(dueOn, today),
    answered: isAnswered,
  };
  return (
    (filter.status === undefined || isSuch[filter.status]) &&
    (filter.kind === undefined || filter.kind === kind) &&
    (filter.locationId === undefined || filter.locationId === locationId)
  );
}

/** Those that wait, by the day that an answer is due on; then those that were answered, the latest first. */
function compare(one: ComplaintPosition, other: ComplaintPosition): number {
  if (one.isAnswered !== other.isAnswered) return one.isAnswered ? 1 : -1;
  const order = one.isAnswered ? -1 : 1;
  if (one.dueOn !== other.dueOn) return one.dueOn < other.dueOn ? -order : order;
  return one.complaintId < other.complaintId ? -1 : Number(one.complaintId > other.complaintId);
}

/** Whoever a complaint may be about does not learn who raised it, and what was said. */
const seesPersons = ({ roles }: Reader): boolean => roles.has('coordinator') || roles.has('auditor');

export async function answerComplaint(
  complaintId: string,
  { journal, now }: QueryContext,
): Promise<ComplaintAnswer | QueryProblem> {
  const found = await journal.complaints.get(complaintId);
  if (found === undefined) return notFound('Complaint', complaintId);
  return answerOf(found, dateIn(journal.zone, now), journal.zone, true);
}

export function answerOf(
  { complaint, answers }: AnsweredComplaint,
  today: CalendarDate,
  zone: string,
  withPersons: boolean,
): ComplaintAnswer {
  const { complaintId, kind, dueOn, channel, orderId, locationId, event, time, recordedAt } = complaint;
  const { householdId, reference, text } = withPersons ? complaint : {};
  const [first] = answers;
  const isLate = first === undefined && isOverdue(dueOn, today);
  return {
    complaintId,
    kind,
    status: first !== undefined ? 'answered' : isLate ? 'overdue' : 'open',
    dueOn,
    ...(isLate && { overdueDays: daysBetween(dueOn, today) }),
    ...(first !== undefined && { days: daysTaken(zone, time, first.time) }),
    channel,
    ...(orderId !== undefined && { orderId }),
    ...(locationId !== undefined && { locationId }),
    ...(householdId !== undefined && { householdId }),
    ...(reference !== undefined && { reference }),
    ...(text !== undefined && { text }),
    time,
    event: parseEventKey(event),
    recordedAt,
    answers: answers.map(({ answer, event: by, ...rest }) => ({
      ...rest,
      ...(withPersons && answer !== undefined && { answer }),
      event: parseEventKey(by),
    })),
  };
}

export const complaintsTable = (complaints: readonly ComplaintAnswer[]): CsvTable =>
  csvTable(complaints, {
    complaintId: (complaint) => complaint.complaintId,
    kind: (complaint) => complaint.kind,
    status: (complaint) => complaint.status,
    dueOn: (complaint) => complaint.dueOn,
    overdueDays: (complaint) => complaint.overdueDays,
    days: (complaint) => complaint.days,
    channel: (complaint) => complaint.channel,
    orderId: (complaint) => complaint.orderId,
    locationId: (complaint) => complaint.locationId,
    householdId: (complaint) => complaint.householdId,
    reference: (complaint) => complaint.reference,
    text: (complaint) => complaint.text,
    time: (complaint) => complaint.time,
    recordedAt: (complaint) => complaint.recordedAt,
    outcome: ({ answers }) => answers.at(-1)?.outcome,
    answer: ({ answers }) => answers.at(-1)?.answer,
    told: ({ answers }) => answers.at(-1)?.told,
    answeredAt: ({ answers }) => answers.at(-1)?.time,
  });
