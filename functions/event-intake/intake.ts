/** The intake: checks what is sent over HTTP in full, and puts it on its queue. */
import type { Logger } from '@aws-lambda-powertools/logger';
import type {
  APIGatewayEventRequestContextV2,
  APIGatewayProxyEventV2WithRequestContext,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda';
import type { EventAnswer } from '../../shared/contract/answers/events.ts';
import type { ProblemAnswer } from '../../shared/contract/answers/problem.ts';
import { elementTexts } from '../../shared/contract/event-texts.ts';
import type { Instant } from '../../shared/domain/events.ts';
import type { IsEnded } from '../../shared/http/devices/ended-devices.ts';
import { originOf } from '../../shared/http/origin.ts';
import { problemOf } from '../../shared/http/problem.ts';
import { type Claims, claimsOf, readerOf } from '../../shared/http/reader.ts';
import { problemResponse, respond } from '../../shared/http/response.ts';
import type { SendMessages } from '../../shared/runtime/send-messages.ts';
import { type CheckedEvent, checkEvent, type RefusedEvent, type Sender } from './checked-event.ts';
import { type AskOutcome, locationOf, outcomesOf, type Patience, waitForOutcome } from './event-outcomes.ts';
import { waitSecondsOf } from './preferences.ts';
import { readBody } from './request-body.ts';
import { type QueuedEvent, sendEvents } from './send-events.ts';

export interface IntakeDependencies extends Patience {
  readonly sendMessages: SendMessages;
  readonly fetchAnswer: typeof fetch;
  /** The claim that lists a reader's roles. */
  readonly rolesClaim: string;
  /** Origins whose pages may send, beside that of the API itself. */
  readonly pageOrigins: readonly string[];
  /** Tells which devices coordinators ended. */
  readonly endedDevices: () => Promise<IsEnded>;
  readonly now: () => Instant;
  readonly logger: Pick<Logger, 'error' | 'info'>;
}

export type IntakeEvent = APIGatewayProxyEventV2WithRequestContext<
  APIGatewayEventRequestContextV2 & {
    readonly authorizer?: { readonly jwt?: { readonly claims?: Claims } };
  }
>;

type Response = APIGatewayProxyStructuredResultV2;

const maxBatchEvents = 100;
/** Seconds after which to send again what could not be sent. */
const sendAgainAfter = 2;
/** Outcomes asked for side by side; a batch is decided in order, so more would only ask in vain. */
const askedAtOnce = 5;

/**
 * Returns the function behind `POST /events`.
 *
 * Guarantees: an event is sent whole or not at all, and said to be queued only if its queue has it; what is refused was
 * never sent, claims no id and leaves no exception.
 */
export function eventIntake(dependencies: IntakeDependencies): (event: IntakeEvent) => Promise<Response> {
  return async (event) => {
    try {
      return await take(event, dependencies);
    } catch (cause) {
      const { requestId: correlationId } = event.requestContext;
      const error = cause instanceof Error ? cause : new Error(String(cause));
      dependencies.logger.error('events could not be taken in', { correlationId, error });
      const detail = 'The request failed. The error was logged under this correlation id.';
      return problemResponse({ body: problemOf(500, detail, { correlationId }) });
    }
  };
}

async function take(event: IntakeEvent, dependencies: IntakeDependencies): Promise<Response> {
  const checked = event.requestContext.authorizer?.jwt?.claims;
  if (checked === undefined)
    return problemResponse({ body: problemOf(401, 'A valid access token is required.') });
  const { domainName } = event.requestContext;
  const { origin, authorization, prefer } = event.headers;
  if (origin !== undefined && ![originOf(domainName), ...dependencies.pageOrigins].includes(origin))
    return problemResponse({ body: problemOf(403, 'A page of another origin may not send events.') });
  const body = readBody(event);
  if ('status' in body) return problemResponse({ body });
  const isEnded = await readEnded(event, dependencies);
  if (isEnded === undefined) return refusal(unknownDevices);
  const request: Request = {
    isEnded,
    sender: senderOf(checked, authorization, dependencies.rolesClaim),
    ask: outcomesOf({ domainName, authorization }, dependencies.fetchAnswer),
    waitSeconds: waitSecondsOf(prefer),
  };
  return body.kind === 'event'
    ? takeOne(body.text, request, dependencies)
    : takeBatch(body.text, request, dependencies);
}

/** Who sends, what is taken from whom, and how the outcome is asked for. */
interface Request {
  readonly sender: Sender;
  readonly isEnded: IsEnded;
  readonly ask: AskOutcome;
  readonly waitSeconds: number | undefined;
}

/** `undefined` where the list cannot be read, which is logged: as long as nobody knows, nothing is taken in. */
async function readEnded(
  { requestContext: { requestId: correlationId } }: IntakeEvent,
  { endedDevices, logger }: IntakeDependencies,
): Promise<IsEnded | undefined> {
  try {
    return await endedDevices();
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    logger.error('the list of ended devices could not be read', { correlationId, error });
    return undefined;
  }
}

/** Every token names its issuer: API Gateway checks that. Only on loopback are there claims without one. */
const senderOf = (checked: Claims, authorization: string | undefined, rolesClaim: string): Sender =>
  checked['iss'] === undefined ? 'anyone' : readerOf(claimsOf(checked, authorization), rolesClaim);

async function takeOne(text: string, request: Request, dependencies: IntakeDependencies): Promise<Response> {
  const checked = checkEvent(text, { ...request, now: dependencies.now() });
  if ('problem' in checked) return refusal(checked.problem);
  const [sent] = await sendEvents([checked], request.ask, dependencies.sendMessages);
  if (sent === undefined || 'problem' in sent) return refusal(sent?.problem ?? unsent);
  const { source, id, digest } = checked;
  const location = locationOf(checked);
  const { waitSeconds } = request;
  const outcome = waitSeconds && (await outcomesWithin(waitSeconds, [checked], request, dependencies))[0];
  if (outcome)
    return respond(200, 'application/json', JSON.stringify(outcome), {
      'preference-applied': `wait=${waitSeconds}`,
      'content-location': location,
    });
  return respond(202, 'application/json', JSON.stringify({ source, id, status: 'queued', location }), {
    location,
    'relief-content': digest,
    'retry-after': '1',
  });
}

async function takeBatch(
  text: string,
  request: Request,
  dependencies: IntakeDependencies,
): Promise<Response> {
  const texts = textsOfBatch(text);
  if (texts === undefined || texts.length === 0 || texts.length > maxBatchEvents) {
    const expected = `a JSON array of 1 to ${maxBatchEvents} events`;
    const found = texts === undefined ? 'something else' : `an array of ${texts.length}`;
    const errors = [{ path: '', expected, found }];
    return problemResponse({ body: problemOf(400, `The batch must be ${expected}.`, { errors }) });
  }
  const now = dependencies.now();
  const checks = texts.map((one) => checkEvent(one, { ...request, now }));
  const good = checks.filter((check) => 'body' in check);
  const sent = await sendEvents(good, request.ask, dependencies.sendMessages);
  const sendings = new Map(good.map((check, index) => [check, sent[index]]));
  const queued = good.filter((check) => isQueued(sendings.get(check)));
  const { waitSeconds } = request;
  const outcomes =
    waitSeconds === undefined ? [] : await outcomesWithin(waitSeconds, queued, request, dependencies);
  const outcomeOf = new Map(queued.map((check, index) => [check, outcomes[index]]));
  const items = checks.map((check, index) => ({
    index,
    ...('problem' in check ? refusedItem(check) : sentItem(check, sendings.get(check), outcomeOf.get(check))),
  }));
  return respond(207, 'application/json', JSON.stringify({ items }), {
    ...(waitSeconds !== undefined && { 'preference-applied': `wait=${waitSeconds}` }),
  });
}

function textsOfBatch(text: string): readonly string[] | undefined {
  try {
    return Array.isArray(JSON.parse(text)) ? elementTexts(text) : undefined;
  } catch {
    return undefined;
  }
}

const isQueued = (sending: QueuedEvent | undefined): boolean =>
  sending !== undefined && !('problem' in sending);

const refusedItem = ({ source, id, problem }: RefusedEvent) => ({
  ...(source !== undefined && { source }),
  ...(id !== undefined && { id }),
  status: 'refused',
  problem,
});

const sentItem = (
  { source, id }: CheckedEvent,
  sending: QueuedEvent | undefined,
  outcome: EventAnswer | undefined,
) =>
  sending === undefined || 'problem' in sending
    ? refusedItem({ source, id, problem: sending?.problem ?? unsent })
    : { source, id, status: 'queued', ...(outcome !== undefined && { outcome }) };

const unknownDevices = problemOf(
  503,
  'The list of ended devices cannot be read at the moment. Send the event again.',
);
const unsent = problemOf(503, 'The event could not be sent.');

/** What is refused only for now says when to send it again. */
const refusal = (body: ProblemAnswer): Response =>
  problemResponse(
    { body },
    [429, 503].includes(body.status) ? { 'retry-after': String(sendAgainAfter) } : {},
  );

/** The outcomes that are known before the time is up, in the order of the events. */
async function outcomesWithin(
  seconds: number,
  events: readonly CheckedEvent[],
  { ask }: Request,
  patience: Patience,
): Promise<readonly (EventAnswer | undefined)[]> {
  const untilMs = patience.nowMs() + seconds * 1_000;
  const outcomes: (EventAnswer | undefined)[] = [];
  for (let at = 0; at < events.length; at += askedAtOnce) {
    const some = events.slice(at, at + askedAtOnce);
    outcomes.push(...(await Promise.all(some.map((one) => waitForOutcome(one, ask, untilMs, patience)))));
  }
  return outcomes;
}
