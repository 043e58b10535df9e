import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clockOf,
  dayIn,
  instantIn,
  isDate,
  middleOfDay,
  momentIn,
  readMoment,
} from '../../shared/domain/moments.ts';
import { lawful } from '../support/lawful.ts';

const pyongyang = 'Asia/Pyongyang';
const berlin = 'Europe/Berlin';

describe('a day', () => {
  it.each([
    ['2020-08-08', true],
    ['2020-02-29', true],
    ['2021-02-29', false],
    ['2020-02-30', false],
    ['2020-13-01', false],
    ['2020-00-10', false],
    ['2020-8-08', false],
    ['20-08-08', false],
    ['x2020-08-08', false],
    ['2020-08-08x', false],
    ['2020-08-08T00:00', false],
    ['', false],
  ])('%j is one: %j', (text, isOne) => {
    expect(isDate(text)).toBe(isOne);
  });
});

describe('a time of day', () => {
  it.each([
    ['09:05', '09:05:00'],
    ['9:05', '09:05:00'],
    ['23:59:59', '23:59:59'],
    ['00:00', '00:00:00'],
    ['24:00', undefined],
    ['09:60', undefined],
    ['09:05:60', undefined],
    ['09:5', undefined],
    ['109:05', undefined],
    ['x09:05', undefined],
    ['09:05x', undefined],
    ['09:05:7', undefined],
    ['', undefined],
  ])('%j is %j', (text, clock) => {
    expect(clockOf(text)).toBe(clock);
  });
});

describe('a moment', () => {
  it.each([
    ['2020-08-08T09:00:00+09:00', '2020-08-08T09:00:00+09:00'],
    ['2020-08-08 09:00', '2020-08-08T09:00:00+09:00'],
    ['2020-08-08t09:00:30', '2020-08-08T09:00:30+09:00'],
    ['2020-08-08T09:00:30.25', '2020-08-08T09:00:30.25+09:00'],
    ['2020-08-08T00:00:00.123456789Z', '2020-08-08T00:00:00.123456789Z'],
    ['2020-08-08T00:00z', '2020-08-08T00:00:00Z'],
    ['2020-08-08 09:00 -03:30', '2020-08-08T09:00:00-03:30'],
    ['2020-02-30T09:00', undefined],
    ['2020-08-08T24:00', undefined],
    ['2020-08-08T09:00:00+24:00', undefined],
    ['2020-08-08T09:00:00+09:60', undefined],
    ['2020-08-08T09:00:00.1234567890', undefined],
    ['2020-08-08T9:00', undefined],
    ['2020-08-08', undefined],
    ['x2020-08-08T09:00', undefined],
    ['2020-08-08T09:00x', undefined],
    ['', undefined],
  ])('%j is %j by the clock of Pyongyang', (text, moment) => {
    expect(readMoment(text, pyongyang)).toBe(moment);
  });

  it('that a clock shows twice or never is none', () => {
    expect(instantIn(berlin, '2026-03-29', '01:59:59')).toBe('2026-03-29T01:59:59+01:00');
    expect(instantIn(berlin, '2026-03-29', '02:30:00')).toBeUndefined();
    expect(instantIn(berlin, '2026-03-29', '03:00:00')).toBe('2026-03-29T03:00:00+02:00');
    expect(instantIn(berlin, '2026-10-25', '02:30:00')).toBeUndefined();
    expect(instantIn(berlin, '2026-10-25', '03:00:00')).toBe('2026-10-25T03:00:00+01:00');
    expect(instantIn('America/St_Johns', '2026-01-10', '12:00:00')).toBe('2026-01-10T12:00:00-03:30');
    // Pyongyang's clock was half an hour behind for some years.
    expect(instantIn(pyongyang, '2016-08-08', '12:00:00')).toBe('2016-08-08T12:00:00+08:30');
  });

  it('is on the day, and at the time, that a zone shows', () => {
    expect(dayIn(pyongyang, '2020-08-08T15:00:00Z')).toBe('2020-08-09');
    expect(dayIn(pyongyang, '2020-08-08T14:59:59Z')).toBe('2020-08-08');
    expect(dayIn('America/St_Johns', '2020-08-08T02:29:59Z')).toBe('2020-08-07');
    expect(momentIn(pyongyang, new Date('2020-08-08T15:00:00.900Z'))).toBe('2020-08-09T00:00:00+09:00');
    expect(momentIn('UTC', new Date('2020-08-08T15:00:00Z'))).toBe('2020-08-08T15:00:00+00:00');
    expect(momentIn('America/St_Johns', new Date('2020-01-08T15:00:00Z'))).toBe('2020-01-08T11:30:00-03:30');
    expect(middleOfDay(pyongyang, '2020-08-08')).toBe('2020-08-08T12:00:00+09:00');
  });

  it('by the clock of a zone is read back as the instant that it was', () => {
    const seconds = fc.integer({ min: Date.UTC(1990, 0) / 1_000, max: Date.UTC(2040, 0) / 1_000 });
    const zones = fc.constantFrom(pyongyang, berlin, 'Asia/Kathmandu', 'America/St_Johns', 'UTC');
    lawful(
      fc.property(seconds, zones, (second, zone) => {
        const at = new Date(second * 1_000);
        const text = momentIn(zone, at);
        expect(new Date(readMoment(text, zone) ?? '').getTime()).toBe(at.getTime());
        // Without its offset it is either the same or one of those that a clock shows twice.
        const shown = readMoment(text.slice(0, 19), zone);
        if (shown !== undefined) expect(shown).toBe(text);
        expect(text.startsWith(dayIn(zone, at.toISOString()))).toBe(true);
      }),
    );
  });
});
