import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fitsPattern } from '../../tools/local/event-filter.ts';
import type { LocalFunction } from '../../tools/local/local-function.ts';
import { readDailyCron, Schedule } from '../../tools/local/schedule.ts';

describe('a filter of an event source', () => {
  const pattern = { eventName: ['MODIFY', 'REMOVE'], dynamodb: { Keys: { subject: { S: ['orders'] } } } };
  const event = (eventName: string, subject: string) => ({
    eventName,
    dynamodb: { Keys: { subject: { S: subject } } },
  });

  it.each([
    ['MODIFY', 'orders', true],
    ['REMOVE', 'orders', true],
    ['INSERT', 'orders', false],
    ['REMOVE', 'waiting/order/O-1', false],
  ])('lets %s of %s through: %s', (eventName, subject, expected) => {
    expect(fitsPattern(event(eventName, subject), pattern)).toBe(expected);
  });

  it('is refused where it is not understood, for it must let neither everything nor nothing through', () => {
    expect(() => fitsPattern({ a: 1 }, { a: [{ numeric: ['>', 0] }] })).toThrow('not known here');
    expect(() => fitsPattern({ a: 1 }, { a: 1 })).toThrow('a pattern lists values');
  });

  it('lets nothing through that lacks what it names', () => {
    expect(fitsPattern({ eventName: 'REMOVE' }, pattern)).toBe(false);
  });
});

describe('a schedule of every day', () => {
  it('fits the minutes that it names, and those that follow by its step', () => {
    const fits = readDailyCron('cron(0/20 23 * * ? *)');
    const minutes = Array.from({ length: 60 }, (_, minute) => minute).filter((minute) => fits(23, minute));
    expect(minutes).toEqual([0, 20, 40]);
    expect(fits(22, 0)).toBe(false);
    expect(readDailyCron('cron(5 * * * ? *)')(4, 5)).toBe(true);
  });

  it.each(['rate(1 day)', 'cron(0 23 1 * ? *)', 'cron(0,20 23 * * ? *)'])('%s is refused', (expression) => {
    expect(() => readDailyCron(expression)).toThrow('this is no');
  });

  describe('that is kept', () => {
    beforeEach(() => vi.useFakeTimers({ now: new Date('2020-08-08T22:59:55+09:00') }));
    afterEach(() => vi.useRealTimers());

    it('runs once in each minute that fits, in its own zone, until it is stopped', async () => {
      const invoke = vi.fn(async () => ({ ok: true }));
      const schedule = new Schedule({
        expression: 'cron(0/20 23 * * ? *)',
        zone: 'Asia/Pyongyang',
        function: { invoke } as unknown as LocalFunction,
        log: () => undefined,
      });
      schedule.start();
      expect(invoke).toHaveBeenCalledTimes(0);
      for (const [minutes, runs] of [
        [1, 1],
        [18, 1],
        [2, 2],
        [60, 3],
      ] as const) {
        await vi.advanceTimersByTimeAsync(minutes * 60_000);
        expect(invoke).toHaveBeenCalledTimes(runs);
      }
      await schedule.stop();
      await vi.advanceTimersByTimeAsync(24 * 60 * 60_000);
      expect(invoke).toHaveBeenCalledTimes(3);
    });

    it('says so where its function fails', async () => {
      const said: string[] = [];
      const schedule = new Schedule({
        expression: 'cron(0 23 * * ? *)',
        zone: 'Asia/Pyongyang',
        function: {
          definition: { functionName: 'daily-seal' },
          invoke: async () => ({ ok: false, message: 'no books' }),
        } as unknown as LocalFunction,
        log: (line) => said.push(line),
      });
      schedule.start();
      await vi.advanceTimersByTimeAsync(60_000);
      await schedule.stop();
      expect(said).toEqual(['daily-seal failed on its schedule: no books']);
    });
  });
});
