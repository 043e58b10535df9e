/** What became of an event, and of each row of it. */
import type { EventAnswer, RowOutcomeAnswer } from '../../shared/contract/answers/events.ts';
import { readMessage } from '../../shared/contract/read-message.ts';
import { eventKey, parseEventKey } from '../../shared/ledger/event-key.ts';
import { groupOfBook } from '../../shared/ledger/event-records.ts';
import { eventClaimId, eventIdempotencyKey, exceptionIdOf } from '../../shared/ledger/id-claims.ts';
import { readReason } from '../../shared/ledger/tallies.ts';
import { numberOf } from '../../shared/posting/document-numbers.ts';
import type { ExceptionOutcome } from '../../shared/store/exceptions.ts';
import type { Store } from '../../shared/store/store.ts';
import { factsOf } from './facts.ts';
import type { KnownEvent } from './known-event.ts';
import { badParameter, QueryProblem } from './problem.ts';
import type { QueryContext } from './query-context.ts';
import { keptSheet, type RowState, rowStates, type Sheet } from './sheet-rows.ts';

export interface EventQuestion {
  readonly source: string | undefined;
  readonly id: string | undefined;
  /** The digest of one content, where another content may have the id. */
  readonly content: string | undefined;
}

/** Seconds after which to ask again for what is not decided: most events are decided in one. */
export const askAgainAfter = 1;

/** Answers for the content that has the id; where one is named and another has the id, for that one. */
export async function answerEvent(
  { source, id, content }: EventQuestion,
  context: QueryContext,
): Promise<EventAnswer | QueryProblem> {
  if (source === undefined) return badParameter('source', 'the source of an event');
  if (id === undefined) return badParameter('id', 'the id of an event');
  const key = eventKey({ source, id });
  const known = await context.event(key);
  const answer = known && (await answerOf(key, known, content, context));
  return answer === undefined ? undecided(source, id) : { source, id, ...answer };
}

const undecided = (source: string, id: string): QueryProblem =>
  new QueryProblem(
    404,
    `Nothing has been decided about event ${id} of ${source}: it was never sent, or is still on its queue.`,
    {},
    { 'retry-after': String(askAgainAfter) },
  );

type Outcome = Omit<EventAnswer, 'source' | 'id'>;

async function answerOf(
  key: string,
  known: KnownEvent,
  content: string | undefined,
  context: QueryContext,
): Promise<Outcome | undefined> {
  const { claim, kept } = known;
  const isOther = content !== undefined && content !== claim.digest;
  if (isOther || claim.status === 'pending') {
    const beside = await refusedBeside(key, content ?? claim.digest, context);
    if (beside !== undefined) return { ...named(known), ...placeOf(beside), ...outcomeOf(beside) };
    if (isOther || !(await isMade(key, known, context))) return undefined;
  }
  if (kept !== undefined && kept.status !== 'posted' && kept.status !== 'pending')
    return { ...named(known), ...placeOf(kept), ...outcomeOf(kept) };
  const sheet =
    claim.sheet === undefined ? kept && keptSheet(key, kept) : { ...claim.sheet, key, type: claim.type };
  if (sheet !== undefined) return sheetOutcome(sheet, known, context);
  const copied = await copiedRefusal(key, known, context);
  return copied === undefined ? wholeOutcome(known) : { ...named(known), ...outcomeOf(copied) };
}

/** What became of the document of an event that another one had brought before, unless it is in the books. */
async function copiedRefusal(
  key: string,
  { kept }: KnownEvent,
  { journal }: QueryContext,
): Promise<ExceptionOutcome | undefined> {
  const reading = kept && readMessage(kept.original);
  const number = reading?.ok === true ? numberOf(reading.event) : undefined;
  if (number === undefined) return undefined;
  const claims = await journal.numberClaims(number);
  if (claims.some(({ event }) => event === key)) return undefined;
  const first = claims.findLast(({ digest }) => digest === kept?.digest);
  if (first === undefined) return undefined;
  const exception = await outcomeNow(eventClaimId(first.event), journal);
  return exception?.status === 'held' || exception?.status === 'rejected' ? exception : undefined;
}

/** What keeps a content that does not have the id. */
async function refusedBeside(
  key: string,
  digest: string,
  { journal }: QueryContext,
): Promise<ExceptionOutcome | undefined> {
  return outcomeNow(exceptionIdOf(eventIdempotencyKey(key), digest), journal);
}

const outcomeNow = async (exceptionId: string, journal: Store): Promise<ExceptionOutcome | undefined> =>
  (await journal.exceptions.allNow([exceptionId])).get(exceptionId);

/** Whether the version of an order is made whose acceptance had begun. */
async function isMade(
  key: string,
  { orderId = '' }: KnownEvent,
  { journal }: QueryContext,
): Promise<boolean> {
  const { versions } = await journal.orders.get(orderId);
  return versions.some(({ event }) => event === key);
}

const wholeOutcome = (known: KnownEvent): Outcome | undefined => {
  const { kept, claim } = known;
  const recordedAt = kept?.recordedAt ?? claim.recordedAt;
  if (recordedAt === undefined) return undefined;
  return { ...named(known), ...(kept && placeOf(kept)), status: 'posted', recordedAt };
};

async function sheetOutcome(
  sheet: Sheet,
  known: KnownEvent,
  { journal }: QueryContext,
): Promise<Outcome | undefined> {
  const { claim, refused, kept } = known;
  const states = await rowStates(sheet, refused, journal);
  const recordedAt = kept?.recordedAt ?? claim.recordedAt;
  if (states === undefined || recordedAt === undefined) return undefined;
  const rows = states.map(rowAnswer);
  const statuses = new Set(rows.map(({ status }) => status));
  const [only = 'posted'] = statuses;
  const { queue } = claim;
  const messageGroup = groupOfBook(sheet.book);
  return {
    ...named(known),
    ...(queue !== undefined && { queue }),
    ...(messageGroup !== undefined && { messageGroup }),
    status: statuses.size > 1 ? 'mixed' : only,
    recordedAt,
    rows,
  };
}

/** What was held and has been posted since is posted; the exception is named all the same. */
function rowAnswer({ reference, householdId, exception }: RowState): RowOutcomeAnswer {
  return {
    ...(reference !== undefined && { reference }),
    ...(householdId !== undefined && { householdId }),
    ...(exception === undefined
      ? { status: 'posted' }
      : { ...statusOf(exception), exceptionId: exception.exceptionId }),
  };
}

const statusOf = ({ status, reason, detail }: ExceptionOutcome) =>
  status === 'held' || status === 'rejected'
    ? { status, reason: readReason(reason), detail: factsOf(detail) }
    : ({ status: 'posted' } as const);

const outcomeOf = (exception: ExceptionOutcome) => ({
  ...statusOf(exception),
  exceptionId: exception.exceptionId,
  recordedAt: exception.recordedAt,
});

const placeOf = ({ queue, messageGroup }: ExceptionOutcome) => ({ queue, messageGroup });

function named({ claim, voidedBy, orderId, locationId, payerId }: KnownEvent) {
  return {
    type: claim.type,
    ...(orderId !== undefined && { orderId }),
    ...(locationId !== undefined && { locationId }),
    ...(payerId !== undefined && { payerId }),
    ...(voidedBy !== undefined && { voidedBy: parseEventKey(voidedBy) }),
  };
}
