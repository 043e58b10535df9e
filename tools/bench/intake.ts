/** The intake: how long a sheet of 500 receipts waits for its answer, and what it costs beside the posting of the same sheet. */
import { setTimeout as pause } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import { eventIntake, type IntakeEvent } from '../../functions/event-intake/intake.ts';
import { queuesOf } from '../../shared/runtime/send-messages.ts';
import { localCredentials, region } from '../local/aws-names.ts';
import { BenchSystem } from './bench-system.ts';
import { BrokenBooks, checkBooks } from './books-check.ts';
import { type CityEvent, cityOf, sheetsOf } from './city.ts';
import { type Spread, spreadOf } from './measures.ts';
import { cityLanes, postLanes } from './posting.ts';

/** As many receipts as an event may hold. */
const receipts = 500;
const warmUps = 2;
/** One call is over so soon that whatever else this machine does decides how long it took. */
const callsOfRound = 9;

export interface IntakeTimes {
  /** Over HTTP, of all requests together. Units: milliseconds. */
  readonly answerP95Ms: number;
  /** Of the function, round by round; waiting for the queue is part of it. Units: milliseconds. */
  readonly functionMs: Spread;
  /** Reading, deciding and committing the same sheet, round by round. Units: milliseconds. */
  readonly postingMs: Spread;
  /** The function's time by that of posting, round by round. */
  readonly share: Spread;
}

/** Plays in a system of its own, whose queues are not processed meanwhile. */
export async function measureIntake(rounds: number, requestsOfRound: number): Promise<IntakeTimes> {
  const system = await BenchSystem.start();
  const sqs = new SQSClient({
    endpoint: system.outputs.SqsEndpoint,
    region,
    credentials: localCredentials(),
  });
  try {
    const city = cityOf(1, receipts);
    await system.register(city);
    const orders = Array.from({ length: rounds + warmUps }, (_, round) => `intake-${round}`);
    for (const orderId of orders) await system.open(orderId, city);
    await system.pause();
    const intake = intakeOf(system, sqs);
    const answersMs: number[] = [];
    const times: { readonly functionMs: number; readonly postingMs: number }[] = [];
    for (const [round, orderId] of orders.entries()) {
      const [sheet] = city.flatMap((centre) => [...sheetsOf(orderId, centre, receipts, receipts)]);
      if (sheet === undefined) throw new RangeError('There is no sheet');
      const isMeasured = round >= warmUps;
      for (let request = 0; request < requestsOfRound; request += 1) {
        const ms = await elapsedMs(() =>
          system.post('/events', { ...sheet, id: `${sheet.id}-http-${request}` }),
        );
        if (isMeasured) answersMs.push(ms);
      }
      const calls: number[] = [];
      for (let call = 0; call < callsOfRound; call += 1) {
        const request = requestOf({ ...sheet, id: `${sheet.id}-function-${call}` });
        calls.push(await elapsedMs(() => intake(request)));
      }
      const functionMs = spreadOf(calls).median;
      const postingMs = await elapsedMs(() =>
        postLanes(
          system.tables,
          cityLanes(orderId, city, receipts, { rowsPerSheet: receipts, sheetsJoined: 1 }),
        ),
      );
      await checkBooks(system.tables, orderId, city, receipts);
      if (isMeasured) times.push({ functionMs, postingMs });
    }
    return {
      answerP95Ms: percentile(answersMs, 95),
      functionMs: spreadOf(times.map((one) => one.functionMs)),
      postingMs: spreadOf(times.map((one) => one.postingMs)),
      share: spreadOf(times.map((one) => one.functionMs / one.postingMs)),
    };
  } finally {
    sqs.destroy();
    await system.stop();
  }
}

/** The function, in this process as posting is. Errors: `BrokenBooks` where it does not queue an event. */
function intakeOf({ outputs }: BenchSystem, sqs: SQSClient): (request: IntakeEvent) => Promise<void> {
  const intake = eventIntake({
    sendMessages: queuesOf(sqs, (queue) => outputs.Queues[queue] ?? '', pause),
    fetchAnswer: fetch,
    rolesClaim: 'groups',
    pageOrigins: [],
    endedDevices: async () => () => false,
    now: () => new Date().toISOString(),
    nowMs: () => performance.now(),
    pause,
    logger: { error: () => {}, info: () => {} },
  });
  return async (request) => {
    const { statusCode, body } = await intake(request);
    if (statusCode !== 202) throw new BrokenBooks(`the intake answered ${statusCode}: ${body}`);
  };
}

const requestOf = (event: CityEvent): IntakeEvent =>
  ({
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
    isBase64Encoded: false,
    requestContext: {
      requestId: event.id,
      domainName: 'bench',
      authorizer: { jwt: { claims: { groups: '[coordinator]' } } },
    },
  }) as unknown as IntakeEvent;

async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** The least figure that so many percent of a series do not exceed. */
export function percentile(series: readonly number[], percent: number): number {
  const sorted = series.toSorted((one, other) => one - other);
  const figure = sorted[Math.ceil((sorted.length * percent) / 100) - 1];
  if (figure === undefined) throw new RangeError('An empty series has no percentiles');
  return figure;
}
