/** Redaction: the name and neighbourhood of an erased household, and notes about it, go from all that was kept. */
import type { JsonObject } from '../domain/canonical.ts';
import type { Instant } from '../domain/events.ts';
import { exceptionKey, unnamed } from '../ledger/exception-keys.ts';
import type { ExceptionSubject } from '../ledger/exceptions.ts';
import { eventClaimId, exceptionIdOf } from '../ledger/id-claims.ts';
import type { ItemKey } from '../ledger/keys.ts';
import { withoutNote } from '../ledger/missed.ts';
import { isMissedSubject } from '../ledger/missed-keys.ts';
import { isObject } from '../ledger/record-fields.ts';
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

/** Where exceptions that name no order are found. */
export interface UnnamedExceptions {
  readonly exceptions: {
    /** Those that were opened about an instant, and may not be listed yet. */
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
const redacted = ['name', 'neighbourhood', 'note'] as const;

/**
 * Rewrites each kept original that names the household, without its name and neighbourhood: the registrations it has
 * its compositions from, and whatever was held or rejected.
 *
 * The one place where an exception is written again: exceptions are no chain, and a name is no part of the books.
 */
export async function redactExceptions(
  { householdId, history, erasedAt }: ErasableHousehold,
  lists: UnnamedExceptions,
  context: RedactionContext,
): Promise<void> {
  for (const event of new Set(history.map((composition) => composition.event)))
    await redactException(exceptionKey(eventClaimId(event), 1), householdId, context);
  // What was kept just before is not listed yet.
  for (const exceptionId of erasedAt === undefined ? [] : await lists.exceptions.keptAbout(erasedAt))
    await redactException(exceptionKey(exceptionId, 1), householdId, context);
  for (const status of ['held', 'rejected'] as const) {
    let after: string | undefined;
    for (;;) {
      // Registrations name no order, nor does a message of which not that much could be read.
      const page = await lists.exceptionLists.page(status, unnamed, exceptionsAtOnce, after);
      for (const { exceptionId, recordSeq } of page.exceptions) {
        for (const seq of new Set([1, recordSeq]))
          await redactException(exceptionKey(exceptionId, seq), householdId, context);
      }
      after = page.exceptions.at(-1)?.position;
      if (!page.more || after === undefined) break;
    }
  }
}

/** Rewrites what is kept of the household's missed handovers, posted or not, without the notes about it. */
export async function redactNotes(
  householdId: string,
  places: readonly ItemKey[],
  { journal, clock }: RedactionContext,
): Promise<void> {
  for (const key of places) {
    await (isMissedSubject(key.subject)
      ? redactMissed(key, { journal, clock })
      : redactException(key, householdId, { journal, clock }));
  }
}

async function redactMissed(key: ItemKey, { journal, clock }: RedactionContext): Promise<void> {
  await retryOnConflict(clock, async () => {
    const before = await journal.record(key);
    if (before === undefined || !('note' in before)) return 'redacted';
    return journal.commit([{ kind: 'redact', key, before, record: withoutNote(before) }]);
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

/** As {@link redactErased}, in a message that was refused for what it is, in whichever queue. */
export async function redactRefused(kept: Kept, context: RedactionContext): Promise<void> {
  const named = [...householdsNamedIn(kept.original)];
  for (let start = 0; start < named.length; start += householdsAtOnce) {
    const households = await context.journal.households.get(named.slice(start, start + householdsAtOnce));
    await redactErased(kept, households.values(), context);
  }
}

/** The households of which a text may tell the name; of one that cannot be read, whatever looks like one. */
function householdsNamedIn(original: string): ReadonlySet<string> {
  if (!redacted.some((name) => original.includes(name))) return new Set();
  const named = original.matchAll(/"householdId"\s*:\s*"([A-Za-z0-9][A-Za-z0-9._:-]{0,127})"/g);
  return new Set([...named].flatMap(([, householdId]) => householdId ?? []));
}

async function redactException(
  key: ItemKey,
  householdId: string,
  { journal, clock }: RedactionContext,
): Promise<void> {
  await retryOnConflict(clock, async () => {
    const before = await journal.record(key);
    const record = before && redactedRecord(before, householdId);
    if (before === undefined || record === undefined) return 'redacted';
    return journal.commit([{ kind: 'redact', key, before, record }]);
  });
}

/** The record without the names; `undefined` when it holds none. */
export function redactedRecord(record: JsonObject, householdId: string): JsonObject | undefined {
  const original = record['original'];
  if (typeof original !== 'string' || !original.includes(householdId)) return undefined;
  const text = redactedText(original, householdId);
  if (text === original) return undefined;
  const { detail } = record;
  return {
    ...record,
    original: text,
    ...(isObject(detail) && { detail: redactedDetail(detail) }),
  };
}

/** What cannot be read cannot be searched for a name, and is dropped whole. */
function redactedText(original: string, householdId: string): string {
  let message: { data?: { households?: unknown } };
  try {
    message = JSON.parse(original);
  } catch {
    return JSON.stringify({ forgotten: `a message that could not be read and named ${householdId}` });
  }
  const listed = message?.data?.households;
  // What is kept of one row is the row alone.
  const households: unknown[] = Array.isArray(listed) ? listed : [message];
  let changed = false;
  for (const household of households) {
    if (!isNamedObject(household) || household['householdId'] !== householdId) continue;
    for (const name of redacted) {
      if (!(name in household)) continue;
      delete household[name];
      changed = true;
    }
  }
  return changed ? JSON.stringify(message) : original;
}

const isNamedObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An explanation of what is wrong with a name quotes it. */
function redactedDetail(detail: JsonObject): JsonObject {
  const { path, expected } = detail;
  const quotesName = typeof path === 'string' && redacted.some((name) => path.endsWith(`.${name}`));
  return quotesName && typeof expected === 'string'
    ? { ...detail, expected: expected.replace(/,? ?(but )?found .*$/s, '') }
    : detail;
}
