import { describe, expect, it } from 'vitest';
import { fitsPattern } from '../../tools/local/event-filter.ts';
import { readDailyCron } from '../../tools/local/schedule.ts';

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
});
