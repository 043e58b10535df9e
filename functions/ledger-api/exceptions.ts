/** What was not posted, why, and the original. */

import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import { keepable, readJson } from '../../shared/contract/json.ts';
import type { JsonObject, JsonValue } from '../../shared/domain/canonical.ts';
import { parseEventKey } from '../../shared/ledger/event-key.ts';
import type { StoredException } from '../../shared/ledger/exceptions.ts';
import type { ExceptionInList, ListedStatus } from '../../shared/store/exception-lists.ts';
import { type CsvTable, csvTable } from './csv.ts';
import type { ItemPage, PageRequest, QueryContext } from './query-context.ts';

export interface ExceptionFilter {
  readonly status: ListedStatus | undefined;
  readonly orderId: string | undefined;
  readonly locationId: string | undefined;
  readonly payerId: string | undefined;
  readonly reason: string | undefined;
}

/** Which list, and where in it. */
export type ExceptionPosition = readonly [status: ListedStatus, position: string];

export function exceptionPosition(value: JsonValue): ExceptionPosition | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [status, position] = value;
  if (typeof position !== 'string') return undefined;
  return status === 'held' || status === 'rejected' ? [status, position] : undefined;
}

/** Exceptions examined for one page: a narrow filter gives short pages, not slow ones. */
const maxExamined = 5_000;
const examinedAtOnce = 500;

/** Originals in one answer: API Gateway and Lambda carry 6 MB. Units: characters. */
const maxOriginalCharacters = 3_000_000;
const exceptionsAtOnce = 50;

/** Held exceptions first, then rejected ones; each list by order, and within an order oldest first. */
export async function answerExceptions(
  filter: ExceptionFilter,
  { limit, after }: PageRequest<ExceptionPosition>,
  context: QueryContext,
): Promise<ItemPage<ExceptionAnswer>> {
  const lists: readonly ListedStatus[] = filter.status === undefined ? ['held', 'rejected'] : [filter.status];
  const found: ExceptionInList[] = [];
  let next: ExceptionPosition | undefined;
  const first = after === undefined ? 0 : lists.indexOf(after[0]);
  for (const status of first < 0 ? [] : lists.slice(first)) {
    const from = status === after?.[0] ? after[1] : undefined;
    const part = await matching(status, filter, limit - found.length, from, context);
    found.push(...part.matches);
    if (part.next !== undefined) next = [status, part.next];
    else if (found.length >= limit && status !== lists.at(-1)) next = [lists.at(-1) ?? status, ' '];
    if (next !== undefined) break;
  }
  return withOriginals(found, next, context);
}

async function matching(
  status: ListedStatus,
  { orderId, locationId, payerId, reason }: ExceptionFilter,
  limit: number,
  after: string | undefined,
  { journal }: QueryContext,
): Promise<{ readonly matches: readonly ExceptionInList[]; readonly next: string | undefined }> {
  const matches: ExceptionInList[] = [];
  const isNarrowed = [locationId, payerId, reason].some((one) => one !== undefined);
  let position = after;
  for (let examined = 0; ; ) {
    const page = await journal.exceptionLists.page(
      status,
      orderId,
      isNarrowed ? examinedAtOnce : limit + 1,
      position,
    );
    for (const one of page.exceptions) {
      const fits =
        (locationId === undefined || one.locationId === locationId) &&
        (payerId === undefined || one.payerId === payerId) &&
        (reason === undefined || one.reason === reason);
      if (fits && matches.length === limit) return { matches, next: position ?? ' ' };
      if (fits) matches.push(one);
      position = one.position;
    }
    examined += page.exceptions.length;
    if (!page.more) return { matches, next: undefined };
    if (examined >= maxExamined) return { matches, next: position };
  }
}

/** Reads the exceptions themselves, as many as one answer can carry. */
async function withOriginals(
  found: readonly ExceptionInList[],
  next: ExceptionPosition | undefined,
  { journal }: QueryContext,
): Promise<ItemPage<ExceptionAnswer>> {
  const items: ExceptionAnswer[] = [];
  let characters = 0;
  for (let start = 0; start < found.length; start += exceptionsAtOnce) {
    const part = found.slice(start, start + exceptionsAtOnce);
    const exceptions = await journal.exceptionLists.whole(part);
    for (const [index, one] of exceptions.entries()) {
      const last = found[start + index - 1];
      characters += one.original.length;
      if (characters > maxOriginalCharacters && last !== undefined) {
        return { items, next: [last.status, last.position] };
      }
      items.push(exceptionAnswerOf(one, part[index]?.status ?? 'held'));
    }
  }
  return { items, ...(next !== undefined && { next: [...next] }) };
}

function exceptionAnswerOf(one: StoredException, status: ListedStatus): ExceptionAnswer {
  const { exceptionId, reason, detail, event, recordedAt, original } = one;
  const { reference, orderId, locationId, payerId, householdId, correctedBy } = one;
  return {
    exceptionId,
    status,
    reason,
    detail: factsOf(detail),
    ...(reference !== undefined && { reference }),
    ...(orderId !== undefined && { orderId }),
    ...(locationId !== undefined && { locationId }),
    ...(payerId !== undefined && { payerId }),
    ...(householdId !== undefined && { householdId }),
    ...(correctedBy !== undefined && { correctedBy: parseEventKey(correctedBy) }),
    // A message that could not be read tells only some of it.
    event: {
      ...(event.source !== '' && { source: event.source }),
      ...(event.id !== '' && { id: event.id }),
      ...(event.type !== '' && { type: event.type }),
    },
    recordedAt,
    original: originalOf(original),
  };
}

const factsOf = (detail: JsonObject): ExceptionAnswer['detail'] =>
  Object.fromEntries(
    Object.entries(detail).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? [[name, value]]
        : [],
    ),
  );

/** As JSON where that loses nothing: JSON that names a key twice stays text. */
function originalOf(original: string): unknown {
  const json = readJson(original);
  return json.ok ? keepable(json.value) : original;
}

export const exceptionsTable = (exceptions: readonly ExceptionAnswer[]): CsvTable =>
  csvTable(exceptions, {
    exceptionId: (exception) => exception.exceptionId,
    status: (exception) => exception.status,
    reason: (exception) => exception.reason,
    detail: (exception) => JSON.stringify(exception.detail),
    reference: (exception) => exception.reference,
    orderId: (exception) => exception.orderId,
    locationId: (exception) => exception.locationId,
    payerId: (exception) => exception.payerId,
    householdId: (exception) => exception.householdId,
    eventSource: (exception) => exception.event.source,
    eventId: (exception) => exception.event.id,
    eventType: (exception) => exception.event.type,
    recordedAt: (exception) => exception.recordedAt,
    original: ({ original }) => (typeof original === 'string' ? original : JSON.stringify(original)),
  });
