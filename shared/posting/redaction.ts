/** Forgets a household's name in the events that were kept: of registrations, and of what could not be read. */

import type { JsonObject } from '../ledger/chain.ts';
import {
  type ExceptionSubject,
  eventIdempotencyKey,
  exceptionIdOf,
  exceptionKey,
  unnamed,
} from '../ledger/exceptions.ts';
import type { Household } from '../store/household-item.ts';
import type { JournalStore } from '../store/journal-store.ts';
import type { LedgerQueries } from '../store/ledger-queries.ts';
import { type Clock, retryOnConflict } from './post-batch.ts';

interface Parts {
  readonly journal: JournalStore;
  readonly clock: Clock;
}

const exceptionsAtOnce = 100;
const householdsAtOnce = 1_000;
const forgotten = ['name', 'neighbourhood'] as const;

/**
 * Rewrites each kept original that names the household, without its name and neighbourhood: the registrations it has
 * its compositions from, and whatever was held or rejected.
 *
 * The one place where a case is written again: cases are no chain, and a name is no part of the books.
 */
export async function redactExceptions(
  { householdId, history, erasedAt }: Household,
  queries: LedgerQueries,
  clock: Clock,
): Promise<void> {
  const parts = { journal: queries.journal, clock };
  for (const event of new Set(history.map((composition) => composition.event)))
    await redactException(exceptionKey(exceptionIdOf(eventIdempotencyKey(event)), 1), householdId, parts);
  // What was kept just before is not listed yet.
  for (const exceptionId of erasedAt === undefined ? [] : await parts.journal.keptAbout(erasedAt))
    await redactException(exceptionKey(exceptionId, 1), householdId, parts);
  for (const status of ['held', 'rejected'] as const) {
    let after: string | undefined;
    for (;;) {
      // Registrations name no order, nor does a message of which not that much could be read.
      const page = await queries.listExceptions(status, unnamed, exceptionsAtOnce, after);
      for (const { exceptionId, recordSeq } of page.cases) {
        for (const seq of new Set([1, recordSeq]))
          await redactException(exceptionKey(exceptionId, seq), householdId, parts);
      }
      after = page.cases.at(-1)?.position;
      if (!page.more || after === undefined) break;
    }
  }
}

type Kept = Pick<ExceptionSubject, 'scope' | 'digest' | 'original'>;

/** Forgets anew, of a message that was kept, the names of those of its households that were erased before it. */
export async function forgetErased(
  { scope, digest }: Kept,
  households: Iterable<Household>,
  parts: Parts,
): Promise<void> {
  for (const { householdId, erasedAt } of households) {
    if (erasedAt === undefined) continue;
    for (const exceptionId of [exceptionIdOf(scope), exceptionIdOf(scope, digest)])
      await redactException(exceptionKey(exceptionId, 1), householdId, parts);
  }
}

/** As {@link forgetErased}, of a message that was refused for what it is, in whichever queue. */
export async function forgetRefused(kept: Kept, parts: Parts): Promise<void> {
  const named = [...householdsNamedIn(kept.original)];
  for (let start = 0; start < named.length; start += householdsAtOnce) {
    const households = await parts.journal.households(named.slice(start, start + householdsAtOnce));
    await forgetErased(kept, households.values(), parts);
  }
}

/** The households of which a text may tell the name; of one that cannot be read, whatever looks like one. */
function householdsNamedIn(original: string): ReadonlySet<string> {
  if (!forgotten.some((name) => original.includes(name))) return new Set();
  const named = original.matchAll(/"householdId"\s*:\s*"([A-Za-z0-9][A-Za-z0-9._:-]{0,127})"/g);
  return new Set([...named].flatMap(([, householdId]) => householdId ?? []));
}

async function redactException(
  key: ReturnType<typeof exceptionKey>,
  householdId: string,
  { journal, clock }: Parts,
): Promise<void> {
  await retryOnConflict(clock, async () => {
    const before = await journal.record(key);
    const record = before && redactedRecord(before, householdId);
    if (before === undefined || record === undefined) return 'forgotten';
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
    ...(typeof detail === 'object' && detail !== null && { detail: redactedDetail(detail as JsonObject) }),
  };
}

/** What cannot be read cannot be searched for a name, and is forgotten whole. */
function redactedText(original: string, householdId: string): string {
  let message: { data?: { households?: unknown } };
  try {
    message = JSON.parse(original);
  } catch {
    return JSON.stringify({ forgotten: `a message that could not be read and named ${householdId}` });
  }
  const households = message?.data?.households;
  if (!Array.isArray(households)) return original;
  let changed = false;
  for (const household of households) {
    if (household?.householdId !== householdId) continue;
    for (const name of forgotten) {
      if (!(name in household)) continue;
      delete household[name];
      changed = true;
    }
  }
  return changed ? JSON.stringify(message) : original;
}

/** An explanation of what is wrong with a name quotes it. */
function redactedDetail(detail: JsonObject): JsonObject {
  const { path, expected } = detail;
  const quotesName = typeof path === 'string' && forgotten.some((name) => path.endsWith(`.${name}`));
  return quotesName && typeof expected === 'string'
    ? { ...detail, expected: expected.replace(/,? ?(but )?found .*$/s, '') }
    : detail;
}
