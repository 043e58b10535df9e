import { describe, expect, it } from 'vitest';
import { percentile } from '../../tools/bench/intake.ts';

describe('a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);

  it('is the least figure that so many of a hundred do not exceed', () => {
    expect(percentile(hundred, 95)).toBe(95);
    expect(percentile(hundred, 100)).toBe(100);
    expect(percentile([7], 95)).toBe(7);
  });

  it('leaves the series as it is, and is none of nothing', () => {
    expect(hundred[0]).toBe(100);
    expect(() => percentile([], 95)).toThrow('empty series');
  });
});
