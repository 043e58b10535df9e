/** Checks one event in full, and finds its way to its queue. Pure. */
import type { ProblemAnswer } from '../../shared/contract/answers/problem.ts';
import { memberOf, readJson } from '../../shared/contract/json.ts';
import { readMessage, rowFaults } from '../../shared/contract/read-message.ts';
import { groupOf } from '../../shared/contract/routing.ts';
import { deviceIn, deviceInUse } from '../../shared/domain/devices.ts';
import {
  type Fault,
  type Instant,
  isQueued,
  maxMessageBytes,
  queueOfType,
  type ReliefEvent,
} from '../../shared/domain/events.ts';
import type { IsEnded } from '../../shared/http/devices/ended-devices.ts';
import { problemOf } from '../../shared/http/problem.ts';
import type { Reader } from '../../shared/http/reader.ts';
import { refuseAhead } from '../../shared/posting/ahead.ts';
import type { Route } from '../../shared/runtime/send-messages.ts';
import { refuseSender, refuseSource } from './sending-rights.ts';

/** Faults that one answer tells. */
const maxFaults = 1_000;

export interface CheckedEvent {
  readonly source: string;
  readonly id: string;
  readonly digest: string;
  readonly body: string;
  /** Of a void, the event that it takes back: its way is that event's, if anybody knows it. */
  readonly way: Route | { readonly voids: { readonly source: string; readonly id: string } };
}

/** An event that is refused, with as much of its identity as could be read. */
export interface RefusedEvent {
  readonly source: string | undefined;
  readonly id: string | undefined;
  readonly problem: ProblemAnswer;
}

/** Whoever sends; without a sign-in everyone on this machine may send everything, as anyone. */
export type Sender = Reader | 'anyone';

/** What an event is checked by, beside itself. */
export interface Checks {
  readonly sender: Sender;
  readonly isEnded: IsEnded;
  readonly now: Instant;
}

export function checkEvent(text: string, { sender, isEnded, now }: Checks): CheckedEvent | RefusedEvent {
  const body = sendable(text);
  const bytes = Buffer.byteLength(body);
  if (bytes > maxMessageBytes)
    return {
      ...identityOf(body),
      problem: problemOf(413, `One event takes at most ${maxMessageBytes} bytes; this one takes ${bytes}.`),
    };
  const reading = readMessage(body);
  const { source, id } = reading.ok ? reading.header : reading;
  const ended = source === undefined ? undefined : endedProblem(source, isEnded);
  if (ended !== undefined) return { source, id, problem: ended };
  const own = sender === 'anyone' ? undefined : ownSourceFaults(sender, source);
  const faults = [
    ...(own ?? []),
    ...(reading.ok
      ? [...aheadFaults(reading.header.time, now), ...rowFaults(reading.event)]
      : reading.faults),
  ];
  if (!reading.ok || faults.length > 0) return { source, id, problem: faultsProblem(faults) };
  const { header, event } = reading;
  const data = dataOf(body);
  const allowed = sender === 'anyone' ? undefined : refuseSender(sender, { type: event.type, data });
  if (allowed !== undefined)
    return {
      ...header,
      problem: problemOf(403, `This ${event.type} may be sent by ${allowed}.`),
    };
  return { source: header.source, id: header.id, digest: header.digest, body, way: wayOf(event, data) };
}

function wayOf(event: ReliefEvent, data: unknown): CheckedEvent['way'] {
  if (!isQueued(event.type)) {
    const { source, id } = event.type === 'relief.event.voided.v1' ? event : { source: '', id: '' };
    return { voids: { source, id } };
  }
  return { queue: queueOfType[event.type], group: groupOf({ type: event.type, data }) };
}

/** SQS takes the characters of XML only; a string of JSON can say the two others by their numbers. */
const sendable = (text: string): string =>
  text.trim().replaceAll(/[\uFFFE\uFFFF]/g, (one) => `\\u${one.charCodeAt(0).toString(16)}`);

/** Of a body that has been read. */
const dataOf = (body: string): unknown => memberOf(JSON.parse(body), ['data']);

/** Of an event that is too large to be read in full. */
function identityOf(body: string): Pick<RefusedEvent, 'source' | 'id'> {
  const json = readJson(body);
  const text = (name: string): string | undefined => {
    const value = json.ok ? memberOf(json.value, [name]) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  return { source: text('source'), id: text('id') };
}

/** Whatever else is wrong with it: whoever has the device hears first that nothing of it is taken. */
function endedProblem(source: string, isEnded: IsEnded): ProblemAnswer | undefined {
  const device = deviceIn(source);
  if (device === undefined || !isEnded(device)) return undefined;
  return problemOf(403, `A coordinator ended the device ${device}: nothing is taken in from it.`, {
    errors: [{ path: 'source', expected: deviceInUse, found: source }],
  });
}

function ownSourceFaults(sender: Reader, source: string | undefined): readonly Fault[] {
  if (source === undefined) return [];
  const expected =
    sender.source === undefined ? 'a token that names its holder' : refuseSource(sender.source, source);
  return expected === undefined ? [] : [{ path: 'source', expected, found: source }];
}

function aheadFaults(time: string, now: Instant): readonly Fault[] {
  const { detail } = refuseAhead(time, now) ?? {};
  const { path, expected } = detail ?? {};
  return typeof path === 'string' && typeof expected === 'string' ? [{ path, expected }] : [];
}

function faultsProblem(faults: readonly Fault[]): ProblemAnswer {
  const [first = { path: '', expected: 'an event' }] = faults;
  const told = faults.slice(0, maxFaults);
  const others = faults.length > 1 ? ` In all there are ${faults.length} faults.` : '';
  const where = first.path === '' ? 'The event' : first.path;
  return problemOf(400, `${where} must be ${first.expected}.${others}`, {
    errors: told.map(({ path, expected, found }) => ({
      path,
      expected,
      ...(found !== undefined && { found }),
    })),
  });
}
