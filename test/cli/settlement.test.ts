import { describe, expect, it } from 'vitest';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import type { Depths, QueueDepth } from '../../tools/cli/queue-depths.ts';
import { type Sighting, type Watch, waitUntilSettled } from '../../tools/cli/settlement.ts';

const depth = (waiting: number): QueueDepth[] => [{ queue: 'handovers', waiting, inFlight: 0, dead: 2 }];
/** Depths that are read anew each time. */
const depthsOf = (read: () => QueueDepth[]): Depths => ({
  read: async () => read(),
  backlogs: async () => read(),
});
const sighting = (done: number): Sighting => ({
  done,
  total: 3,
  unit: 'households served',
  settled: done === 3,
});
async function* exceptions(): AsyncGenerator<ExceptionAnswer> {
  yield {
    exceptionId: 'x',
    status: 'held',
    reason: 'unknown-order',
    detail: { orderId: 'O-1' },
    reference: 'R-1',
    state: 'open',
    notes: [],
    event: {},
    recordedAt: '2020-08-09T00:00:00.000Z',
    original: null,
  };
}

const watch = (changes: Partial<Watch>): Watch => ({
  sending: Promise.resolve(),
  look: async () => sighting(3),
  depths: depthsOf(() => depth(0)),
  exceptions,
  onSighting: () => {},
  stallSeconds: 0.05,
  ...changes,
});

describe('waiting until a step is settled', () => {
  it('ends when everything is sent, the queues are empty and the API shows it', async () => {
    let looked = 0;
    let waiting = 2;
    const seen = await waitUntilSettled(
      'sheets',
      watch({
        look: async () => {
          looked += 1;
          return sighting(Math.min(looked, 3));
        },
        depths: depthsOf(() => {
          waiting -= 1;
          return depth(Math.max(waiting, 0));
        }),
      }),
    );
    expect(seen.done).toBe(3);
    expect(waiting).toBeLessThanOrEqual(0);
  });

  it('looks at the answers less often than at the queues while these are full', async () => {
    let looked = 0;
    let waiting = 8;
    await waitUntilSettled(
      'sheets',
      watch({
        look: async () => {
          looked += 1;
          return sighting(3);
        },
        depths: depthsOf(() => {
          waiting -= 1;
          return depth(Math.max(waiting, 0));
        }),
      }),
    );
    expect(looked).toBeLessThan(8);
  });

  it('waits longer for what is in flight, since a failed message comes back after a while', async () => {
    const inFlight: QueueDepth[] = [{ queue: 'handovers', waiting: 0, inFlight: 1, dead: 0 }];
    const stuck = watch({
      look: async () => sighting(1),
      depths: depthsOf(() => inFlight),
      inFlightStallSeconds: 0.3,
    });
    await expect(waitUntilSettled('sheets', stuck)).rejects.toThrow(
      'No progress for 0.3 s at "sheets": 1 of 3 households served.',
    );
  });

  it('ends with where things stand when nothing moves', async () => {
    await expect(waitUntilSettled('sheets', watch({ look: async () => sighting(1) }))).rejects.toThrow(
      `No progress for 0.05 s at "sheets": 1 of 3 households served.
Queues: handovers: 0 waiting, 0 in flight, 2 dead.
Not posted:
  held unknown-order R-1 {"orderId":"O-1"}`,
    );
  });

  it('ends with the error of sending', async () => {
    const sending = Promise.reject(new Error('no queue'));
    await expect(
      waitUntilSettled('sheets', watch({ sending, look: async () => sighting(1) })),
    ).rejects.toThrow('no queue');
  });
});
