import { describe, expect, it } from 'vitest';
import { compositionInForce } from '../../shared/domain/household.ts';
import { family } from '../support/orders.ts';

const registered = (adults: number, effectiveFrom: string, recordedAt: string) =>
  family({ adults, effectiveFrom, recordedAt });
const history = [
  registered(1, '2020-07-01', '2020-07-01T00:00:00.000Z'),
  registered(2, '2020-08-01', '2020-08-02T00:00:00.000Z'),
  registered(3, '2020-08-01', '2020-08-10T00:00:00.000Z'),
  registered(4, '2020-07-15', '2020-08-20T00:00:00.000Z'),
  registered(5, '2020-09-01', '2020-08-21T00:00:00.000Z'),
];

describe('the composition in force', () => {
  it.each([
    ['before the first', '2020-06-30', undefined, undefined],
    ['from its own day on', '2020-07-01', undefined, 1],
    ['is the one effective last, not the one recorded last', '2020-08-31', undefined, 3],
    ['is what was known by then', '2020-08-31', '2020-08-09T00:00:00.000Z', 2],
    ['is what was recorded at that very instant', '2020-08-31', '2020-08-10T00:00:00.000Z', 3],
    ['was not known before it was recorded', '2020-08-31', '2020-06-30T00:00:00.000Z', undefined],
    ['fills a gap when it is dated back', '2020-07-20', undefined, 4],
    ['comes into force on its day', '2020-09-01', undefined, 5],
  ])('%s', (_title, date, recordedBy, adults) => {
    expect(compositionInForce(history, date, recordedBy)?.adults).toBe(adults);
  });

  it('of two recorded at one instant for one day is the later in the list', () => {
    const twice = [6, 7].map((adults) => registered(adults, '2020-07-01', '2020-07-01T00:00:00.000Z'));
    expect(compositionInForce(twice, '2020-07-01')?.adults).toBe(7);
  });
});
