import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateIn, instantOf, isZone } from '../../shared/domain/zoned-date.ts';
import { lawful } from '../support/lawful.ts';

describe('the date of a time', () => {
  it.each([
    ['Asia/Pyongyang', '2020-08-08T00:30:00+09:00', '2020-08-08'],
    ['Asia/Pyongyang', '2020-08-31T20:00:00-05:00', '2020-09-01'],
    ['Asia/Pyongyang', '2020-09-01T01:00:00Z', '2020-09-01'],
    ['Asia/Pyongyang', '2020-08-07t19:15:00z', '2020-08-08'],
    ['UTC', '2020-08-08T00:30:00+09:00', '2020-08-07'],
    ['America/Los_Angeles', '2020-03-08T09:59:59Z', '2020-03-08'],
    ['Pacific/Kiritimati', '2020-12-31T10:00:00Z', '2021-01-01'],
    ['Asia/Pyongyang', '0217-08-08T10:00:00+09:00', '0217-08-08'],
    ['UTC', '0000-01-01T00:00:00Z', '0000-01-01'],
  ])('in %s of %s is %s', (zone, time, date) => {
    expect(dateIn(zone, time)).toBe(date);
  });

  it('is the same for every spelling of one instant', () => {
    const instants = fc.date({
      min: new Date('0001-01-02Z'),
      max: new Date('9998-01-01Z'),
      noInvalidDate: true,
    });
    const offsets = fc.integer({ min: -23 * 60, max: 23 * 60 });
    lawful(
      fc.property(
        instants,
        offsets,
        fc.constantFrom('Asia/Pyongyang', 'Asia/Kathmandu'),
        (at, offset, zone) => {
          const instant = at.toISOString();
          const sign = offset < 0 ? '-' : '+';
          const [hours, minutes] = [Math.abs(offset) / 60, Math.abs(offset) % 60].map((part) =>
            String(Math.trunc(part)).padStart(2, '0'),
          );
          const local = new Date(at.getTime() + offset * 60_000).toISOString().slice(0, -1);
          const spelled = `${local}${sign}${hours}:${minutes}`;
          expect(instantOf(spelled)).toBe(instant);
          expect(dateIn(zone, spelled)).toBe(dateIn(zone, instant));
        },
      ),
    );
  });
});

it.each([
  ['Asia/Seoul', true],
  ['Asia/Seuol', false],
  ['', false],
])('a zone of the name %j is there: %s', (name, is) => {
  expect(isZone(name)).toBe(is);
});
