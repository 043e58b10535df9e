/** Redaction: the name and neighbourhood of an erased household, and notes about it, go from all that was kept. */
import { keepable, readJson } from '../contract/json.ts';
import type { JsonObject, JsonValue } from '../domain/canonical.ts';
import type { Instant } from '../domain/events.ts';
import { eventKey } from '../ledger/event-key.ts';
import { exceptionKey, unnamed } from '../ledger/exception-keys.ts';
import { type ExceptionSubject, isSheet, mayTellOfPersons } from '../ledger/exceptions.ts';
import { hasFreeText, holdsFreeText, withoutFreeText } from '../ledger/free-texts.ts';
import { eventClaimId, eventIdempotencyKey, exceptionIdOf } from '../ledger/id-claims.ts';
import type { ItemKey } from '../ledger/keys.ts';
import { isList, isObject } from '../ledger/record-fields.ts';
import { type Batch, batchEventSubject, rowSubject } from './batch.ts';
import { householdsIn, type Shape, tooManyNames, withoutNames } from './names-in-originals.ts';
import type { Clock, Journal, Records } from './ports.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

/** As much of a household as redaction looks at. */
interface ErasableHousehold {
  readonly householdId: string;
  readonly erasedAt?: Instant | undefined;
  readonly history: readonly { readonly event: string }[];
}

/** Knows which households are erased, and can rewrite what was kept of them. */
export interface ErasedNames extends Journal, Records {
  readonly households: {
    get(householdIds: readonly string[]): Promise<ReadonlyMap<string, ErasableHousehold>>;
  };
}

/** Where the exceptions are found that may tell of persons. */
export interface UnnamedExceptions {
  readonly exceptions: {
    /** Those that were opened about an instant, and may not be in the lists yet. */
    keptAbout(instant: Instant): Promise<readonly string[]>;
  };
  readonly exceptionLists: {
    page(
      status: 'held' | 'rejected',
      orderId: string | undefined,
      limit: number,
      after?: string,
    ): Promise<ExceptionPage>;
  };
}

interface ExceptionPage {
  readonly exceptions: readonly {
    readonly exceptionId: string;
    readonly orderId: string | undefined;
    readonly reason: string;
    readonly recordSeq: number;
    readonly position: string;
  }[];
  readonly more: boolean;
}

interface RedactionContext {
  readonly journal: ErasedNames;
  readonly clock: Clock;
}

const exceptionsAtOnce = 100;
const householdsAtOnce = 1_000;

/**
 * Rewrites each kept original that names the household, without its name and neighbourhood: the registrations it has
 * its compositions from, and whatever was held or rejected and may tell of persons, with the event that it came in.
 *
 * The one place where an exception is written again: exceptions are no chain, and a name is no part of the books.
 */
export async function redactExceptions(
  { householdId, history, erasedAt }: ErasableHousehold,
  lists: UnnamedExceptions,
  context: RedactionContext,
): Promise<void> {
  const events = new Set(history.map((composition) => composition.event));
  const redact = async (exceptionId: string, seq: number): Promise<void> => {
    const event = await redactException(exceptionKey(exceptionId, seq), householdId, context);
    if (event !== undefined) events.add(event);
  };
  // What was kept just before is not listed yet.
  for (const exceptionId of erasedAt === undefined ? [] : await lists.exceptions.keptAbout(erasedAt))
    await redact(exceptionId, 1);
  // Registrations name no order, nor does a message of which not that much could be read. What is held under an order is of
  // the contract's shape, in which no name stands there.
  for (const [status, orderId] of [
    ['held', unnamed],
    ['rejected', undefined],
  ] as const) {
    let after: string | undefined;
    for (;;) {
      const page = await lists.exceptionLists.page(status, orderId, exceptionsAtOnce, after);
      for (const exception of page.exceptions.filter(mayTellOfPersons)) {
        for (const seq of new Set([1, exception.recordSeq])) await redact(exception.exceptionId, seq);
      }
      after = page.exceptions.at(-1)?.position;
      if (!page.more || after === undefined) break;
    }
  }
  for (const event of events)
    await redactException(exceptionKey(eventClaimId(event), 1), householdId, context);
}

/** Rewrites what is kept of the household's missed handovers, posted or not, of what people found out, and of what it said, without the texts. */
export async function redactNotes(
  householdId: string,
  places: readonly ItemKey[],
  { journal, clock }: RedactionContext,
): Promise<void> {
  for (const key of places) {
    if (holdsFreeText(key.subject)) await redactNoted(key, { journal, clock });
    else {
      await rewrite(key, { journal, clock }, (before) => withoutFinding(before, householdId));
      await redactException(key, householdId, { journal, clock });
    }
  }
}

async function redactNoted(key: ItemKey, { journal, clock }: RedactionContext): Promise<void> {
  await retryOnConflict(clock, async () => {
    const before = await journal.record(key);
    if (before === undefined || !hasFreeText(before)) return 'redacted';
    return journal.commit([{ kind: 'redact', key, before, record: withoutFreeText(before) }]);
  });
}

type Kept = Pick<ExceptionSubject, 'idempotencyKey' | 'digest' | 'original'>;

/** Redacts anew, in a message that was kept, the names of those of its households that were erased before it. */
export async function redactErased(
  { idempotencyKey, digest }: Kept,
  households: Iterable<ErasableHousehold>,
  context: RedactionContext,
): Promise<void> {
  for (const { householdId, erasedAt } of households) {
    if (erasedAt === undefined) continue;
    for (const exceptionId of [exceptionIdOf(idempotencyKey), exceptionIdOf(idempotencyKey, digest)])
      await redactException(exceptionKey(exceptionId, 1), householdId, context);
  }
}

/** As {@link redactErased}, in a message or row that was refused for what it is, in whichever queue. */
export async function redactRefused(kept: Kept, context: RedactionContext): Promise<void> {
  const ids = householdsIn(kept.original);
  if (ids === undefined) return forgetWhole(kept, context);
  const named = [...ids];
  for (let start = 0; start < named.length; start += householdsAtOnce) {
    const households = await context.journal.households.get(named.slice(start, start + householdsAtOnce));
    await redactErased(kept, households.values(), context);
  }
}

/** As {@link redactRefused}, in the rows of a batch that are not of the contract's shape, and in their events. */
export async function redactUnreadable(batch: Batch, context: RedactionContext): Promise<void> {
  const rows = batch.rows.filter(({ content }) => content.kind === 'unreadable');
  for (const row of rows) await redactRefused(rowSubject(batch, row), context);
  for (const event of new Set(rows.map((row) => row.event)))
    await redactRefused(batchEventSubject(batch, event), context);
}

async function forgetWhole({ idempotencyKey, digest }: Kept, context: RedactionContext): Promise<void> {
  for (const exceptionId of [exceptionIdOf(idempotencyKey), exceptionIdOf(idempotencyKey, digest)])
    await rewrite(exceptionKey(exceptionId, 1), context, (record) => forgottenRecord(record));
}

/** Returns the event, `source#id`, that the exception came with. */
async function redactException(
  key: ItemKey,
  householdId: string,
  context: RedactionContext,
): Promise<string | undefined> {
  const record = await rewrite(key, context, (before) => redactedRecord(before, householdId));
  return eventOf(record?.['event']);
}

function eventOf(event: JsonValue | undefined): string | undefined {
  if (!isObject(event)) return undefined;
  const { source, id } = event;
  return typeof source === 'string' && typeof id === 'string' ? eventKey({ source, id }) : undefined;
}

/** Writes a record as it is to be, and returns it as it was; `undefined` where there is none. */
async function rewrite(
  key: ItemKey,
  { journal, clock }: RedactionContext,
  redacted: (before: JsonObject) => JsonObject | undefined,
): Promise<JsonObject | undefined> {
  let before: JsonObject | undefined;
  await retryOnConflict(clock, async () => {
    before = await journal.record(key);
    const record = before && redacted(before);
    if (before === undefined || record === undefined) return 'redacted';
    return journal.commit([{ kind: 'redact', key, before, record }]);
  });
  return before;
}

/** The record without the names; `undefined` when it holds none. */
export function redactedRecord(record: JsonObject, householdId: string): JsonObject | undefined {
  const { original } = record;
  if (typeof original !== 'string') return undefined;
  const text = withoutNames(original, householdId, shapeOf(record));
  return text === original ? undefined : rewritten(record, text, householdId);
}

/** Types of events that tell of a household without naming it. */
const unnamedTypes: readonly string[] = [
  'relief.finding.noted.v1',
  'relief.complaint.answered.v1',
  'relief.audit.observed.v1',
];

/** The record of a note or an answer about an erased household, without what it says; `undefined` of another, and where it is gone. */
export function withoutFinding(record: JsonObject, householdId: string): JsonObject | undefined {
  const { original, event } = record;
  if (typeof original !== 'string' || !isObject(event) || !isOfNotes(event['type'])) return undefined;
  const json = readJson(original);
  const message = json.ok ? keepable(json.value) : undefined;
  if (!isObject(message) || !isObject(message['data'])) return undefined;
  const data = withoutNotes(message['data']);
  const text = JSON.stringify({ ...message, data });
  return JSON.stringify(message['data']) === JSON.stringify(data)
    ? undefined
    : rewritten(record, text, householdId);
}

const isOfNotes = (type: JsonValue | undefined): boolean =>
  typeof type === 'string' && unnamedTypes.includes(type);

/** Stands in the place of the text of a note. */
const erasedNote = '(erased)';

/** Of a sheet of visits all notes go: which of them are about the household, only its audit can tell. */
function withoutNotes(data: JsonObject): JsonObject {
  const { observations } = data;
  if (isList(observations))
    return { ...data, observations: observations.map((row) => (isObject(row) ? withoutFreeText(row) : row)) };
  const rest = withoutFreeText(data);
  // A note is what its event is about: one that is still held must be readable when it is tried again.
  return 'note' in data ? { ...rest, note: erasedNote } : rest;
}

/** The record of a message in which so many ids stand that nobody can be looked for; `undefined` of another. */
export function forgottenRecord(record: JsonObject): JsonObject | undefined {
  const { original } = record;
  if (typeof original !== 'string' || householdsIn(original) !== undefined) return undefined;
  return rewritten(record, tooManyNames, '');
}

/** What the text was redacted of stands beside it, so that whoever watches for alterations knows this one. */
function rewritten(record: JsonObject, original: string, redactedOf: string): JsonObject {
  const { detail } = record;
  return { ...record, original, redactedOf, ...(isObject(detail) && { detail: redactedDetail(detail) }) };
}

/** A sheet of the contract's shape may hold rows of any: they are refused one by one. */
function shapeOf({ reason, scope, event }: JsonObject): Shape {
  const type = isObject(event) ? event['type'] : undefined;
  const hasRows = typeof type === 'string' && isSheet(type);
  const isWhole = typeof scope === 'string' && scope === eventIdempotencyKey(eventOf(event) ?? '');
  return reason === 'invalid-message' || (hasRows && isWhole) ? 'any' : 'of the contract';
}

/** An explanation of what is wrong may quote a name, and so may a path. */
function redactedDetail(detail: JsonObject): JsonObject {
  const { path, expected } = detail;
  return {
    ...detail,
    ...(typeof path === 'string' && { path: knownPath(path) }),
    ...(typeof expected === 'string' && { expected: expected.replace(/(: |,? ?(but )?found ).*$/s, '') }),
  };
}

/** As much of a path as is made of words that fields are called by: a key may be anything, a name too. */
const knownPath = (path: string): string =>
  /^(?:(?:^|\.)[a-z][A-Za-z]*(?=$|[.[])|\[\d+\])*/.exec(path)?.[0] ?? '';
