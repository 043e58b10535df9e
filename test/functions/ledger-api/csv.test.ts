import { describe, expect, it } from 'vitest';
import { csvText } from '../../../functions/ledger-api/csv.ts';

describe('a table as CSV', () => {
  it.each([
    ['plain', 'plain'],
    ['a, b', '"a, b"'],
    ['say "yes"', '"say ""yes"""'],
    ['two\nlines', '"two\nlines"'],
    [' spaced', '" spaced"'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-cmd', "'-cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['＝1', "'＝1"],
    [-0.5, '-0.5'],
    [undefined, ''],
  ])('has %j as %s', (cell, expected) => {
    expect(csvText({ columns: ['a', 'b'], rows: [[cell, 'end']] })).toBe(`a,b\r\n${expected},end\r\n`);
  });
});
