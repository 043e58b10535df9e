/** Sends events over the API, with the sender's own token: a laptop needs no access to a queue. */
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { EventBatchAnswer } from '../../shared/contract/answers/events.ts';
import { sourceOfSubject } from '../../shared/domain/devices.ts';
import { problemOf } from '../../shared/http/problem.ts';
import { CliError, exitCodes } from './cli-error.ts';
import type { LedgerClient } from './ledger-client.ts';
import { system } from './words/system.ts';

/** Limits of `POST /events`, with room below the 6 MB that a function is handed in base64. */
const [maxEvents, maxBytes] = [100, 4_000_000];
const attempts = 5;

/** The `source` of whoever a token is of. Errors: a `CliError` for a token that names nobody. */
export function sourceOfToken(token: string): string {
  const [, payload = ''] = token.split('.');
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    const subject = typeof claims === 'object' && claims !== null && 'sub' in claims ? claims.sub : undefined;
    if (typeof subject === 'string') return sourceOfSubject(subject);
  } catch {
    // What follows says it.
  }
  throw new CliError(system('token.nobody'), exitCodes.badInput);
}

/**
 * Sends all events in order and returns how many.
 *
 * Errors: a `CliError` for the first event that the API refuses; those before it are sent.
 */
export async function sendOverApi(
  api: LedgerClient,
  bodies: readonly string[],
  onSent: (count: number) => void = () => {},
): Promise<number> {
  let sent = 0;
  for (const batch of batchesOf(bodies)) {
    let left = batch;
    for (let attempt = 1; left.length > 0; attempt += 1) {
      const answer = await api.sendBatch(gzipSync(`[${left.join(',')}]`));
      const { items = left.map(tooOften), retryAfterSeconds } = answer;
      const later = items.filter(({ problem }) => problem?.status === 429 || problem?.status === 503);
      const refused = items.find((item) => item.status === 'refused' && !later.includes(item));
      if (refused !== undefined) throw refusal(refused.id, refused.problem?.detail);
      if (later.length > 0 && attempt === attempts) throw refusal(later[0]?.id, later[0]?.problem?.detail);
      sent += items.length - later.length;
      onSent(sent);
      left = later.map(({ index }) => left[index] ?? '');
      if (left.length > 0) await pause(1_000 * retryAfterSeconds);
    }
  }
  return sent;
}

/** An event of a batch that was not looked at. */
const tooOften = (_body: string, index: number): EventBatchAnswer['items'][number] => ({
  index,
  status: 'refused',
  problem: problemOf(429, system('api.tooOften')),
});

const refusal = (id = system('api.anEvent'), why = system('api.noReason')): CliError =>
  new CliError(system('api.refusedEvent', { id, why }), exitCodes.badInput);

function batchesOf(bodies: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let bytes = 0;
  for (const body of bodies) {
    const own = Buffer.byteLength(body) + 1;
    const last = batches.at(-1);
    if (last === undefined || last.length === maxEvents || bytes + own > maxBytes) {
      batches.push([body]);
      bytes = own;
    } else {
      last.push(body);
      bytes += own;
    }
  }
  return batches;
}
