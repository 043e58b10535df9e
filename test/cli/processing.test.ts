/** When the command goes on after it has sent: queues are those of everybody. */
import { describe, expect, it } from 'vitest';
import { untilQuiet } from '../../tools/cli/delivery.ts';
import type { Depths, QueueDepth } from '../../tools/cli/queue-depths.ts';

const patience = { everyMs: 1, emptyReads: 3, graceMs: 30 };

const depth = (waiting: number, dead = 0): readonly QueueDepth[] => [
  { queue: 'handovers', waiting, inFlight: 0, dead },
];

const depthsOf = (
  backlogs: () => readonly QueueDepth[],
  read: () => readonly QueueDepth[] = () => depth(0),
): Depths => ({ backlogs: async () => backlogs(), read: async () => read() });

describe('after sending', () => {
  it('all is processed once the queues have been empty for a while, whatever can be asked', async () => {
    let reads = 0;
    await untilQuiet({
      depths: depthsOf(() => depth(reads++ < 5 ? 1 : 0)),
      isDecided: async () => false,
      patience,
    });
    expect(reads).toBe(8);
  });

  it('is over though others send all the time, once what was sent is decided and had its grace', async () => {
    let asked = 0;
    const began = performance.now();
    await untilQuiet({
      depths: depthsOf(() => depth(1_000)),
      isDecided: async () => ++asked === 4,
      patience,
    });
    expect(asked).toBe(4);
    expect(performance.now() - began).toBeGreaterThan(patience.graceMs);
  });

  it('is told when a message ended in a dead-letter queue, of those before nothing', async () => {
    let reads = 0;
    await expect(
      untilQuiet({
        depths: depthsOf(
          () => depth(1),
          () => depth(1, reads++ < 3 ? 2 : 3),
        ),
        isDecided: async () => false,
        patience,
      }),
    ).rejects.toThrow('1 message ended in dead-letter queues');
  });

  it('is told so too when the queues ran empty at once', async () => {
    let reads = 0;
    await expect(
      untilQuiet({
        depths: depthsOf(
          () => depth(0),
          () => depth(0, reads++),
        ),
        isDecided: async () => true,
        patience,
      }),
    ).rejects.toThrow('1 message ended in dead-letter queues');
  });
});
