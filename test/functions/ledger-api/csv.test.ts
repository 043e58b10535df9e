import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { workbookOf } from '../../../functions/ledger-api/workbook.ts';
import { csvLine, csvText, type Delimiter, unguarded } from '../../../shared/files/csv.ts';

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
    ['\tx', '"\'\tx"'],
    ['＝1', "'＝1"],
    ['a;b', '"a;b"'],
    [-0.5, '-0.5'],
    [undefined, ''],
  ])('has %j as %s', (cell, expected) => {
    expect(csvText({ columns: ['a', 'b'], rows: [[cell, 'end']] })).toBe(`\ufeffa,b\r\n${expected},end\r\n`);
  });

  it('begins with a byte order mark, so that Excel reads Korean and Arabic by a double click', () => {
    const bytes = Buffer.from(csvText({ columns: ['name'], rows: [['김용수']] }));
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });

  it.each<[Delimiter, Delimiter]>([
    [',', ';'],
    [';', ','],
    [',', '\t'],
    ['\t', ';'],
  ])('written with %j makes no formula cell where %j separates lists', (written, opened) => {
    for (const text of ['Kim;=1+1', 'Kim,=1+1', 'Kim\t@x', 'a\n=1+1', "x;'-y"]) {
      const line = csvLine(['H-1', text, 'end'], written);
      const cells = line.split(/\r\n|\n/).flatMap((part) => part.split(opened));
      expect(cells.filter((cell) => /^"?[=+\-@]/.test(cell))).toEqual([]);
      const [[, read = ''] = []] = parse(line, { delimiter: written });
      expect(unguarded(read, written)).toBe(text);
    }
  });
});

describe('a table as a workbook', () => {
  it('keeps text as text and numbers as numbers', async () => {
    const rows = [['00777', '=1+1', 22.227, undefined, true]];
    const columns = ['householdId', 'name', 'rice (kg)', 'note', 'served'];
    expect(await readSheet(await workbookOf({ columns, rows }))).toEqual([
      columns,
      ['00777', '=1+1', 22.227, null, true],
    ]);
  });
});
