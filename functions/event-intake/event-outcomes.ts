/** What became of events, as `GET /events` of the same API tells whoever sent them. */
import { type EventAnswer, eventAnswer } from '../../shared/contract/answers/events.ts';
import { originOf } from '../../shared/http/origin.ts';

/** An event, and the digest of its content where another content may have its id. */
export interface AskedEvent {
  readonly source: string;
  readonly id: string;
  readonly digest?: string;
}

/** Asks once; `undefined` where nothing is decided, `refused` where it is not told. */
export type AskOutcome = (asked: AskedEvent) => Promise<EventAnswer | 'refused' | undefined>;

/** Where the API is that a request came by, and what the request was let in with. */
export interface OwnApi {
  readonly domainName: string;
  readonly authorization: string | undefined;
}

/** One question; the API answers in milliseconds, or after a cold start. */
const questionTimeoutMs = 5_000;

export const locationOf = ({ source, id }: Pick<AskedEvent, 'source' | 'id'>): string =>
  `/events?source=${encodeURIComponent(source)}&id=${encodeURIComponent(id)}`;

export function outcomesOf({ domainName, authorization }: OwnApi, fetchAnswer: typeof fetch): AskOutcome {
  return async (asked) => {
    const content = asked.digest === undefined ? '' : `&content=${encodeURIComponent(asked.digest)}`;
    try {
      const response = await fetchAnswer(`${originOf(domainName)}${locationOf(asked)}${content}`, {
        headers: { accept: 'application/json', ...(authorization !== undefined && { authorization }) },
        signal: AbortSignal.timeout(questionTimeoutMs),
        redirect: 'error',
      });
      const body: unknown = await response.json();
      if (response.status === 404) return undefined;
      return response.ok ? (eventAnswer.safeParse(body).data ?? 'refused') : 'refused';
    } catch {
      return undefined;
    }
  };
}

export interface Patience {
  readonly nowMs: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
}

const [firstPauseMs, longestPauseMs] = [50, 1_000];

/** Asks more and more seldom until there is an answer; `undefined` when the time is up, or nobody tells. */
export async function waitForOutcome(
  asked: AskedEvent,
  ask: AskOutcome,
  untilMs: number,
  { nowMs, pause }: Patience,
): Promise<EventAnswer | undefined> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const leftMs = untilMs - nowMs();
    if (leftMs <= 0) return undefined;
    await pause(Math.min(pauseMs, leftMs));
    const answer = await ask(asked);
    if (answer !== undefined) return answer === 'refused' ? undefined : answer;
  }
}
