/** What is wrong with a file is told in the reader's language, whatever it is. */
import { describe, expect, it, vi } from 'vitest';
import { wordsOf } from '../../../dashboard/words/words.ts';
import { cellFaultText, optionNamesOf } from '../../../dashboard/writing/files/sentences.ts';
import { formWordsOf } from '../../../dashboard/writing/words/words.ts';
import { eventsOf } from '../../../shared/files/events-of-records.ts';
import { FileError } from '../../../shared/files/fault.ts';
import type { ImportKind } from '../../../shared/files/kinds.ts';
import { dayFault } from '../../../shared/files/order-days.ts';
import { type FileRecords, readRecords } from '../../../shared/files/records.ts';

vi.stubGlobal('navigator', { languages: ['en-GB'] });
const english = formWordsOf(wordsOf('en'));
const korean = formWordsOf(wordsOf('ko'));
vi.unstubAllGlobals();

const reading = (kind: ImportKind, text: string): Promise<FileRecords> =>
  readRecords({
    kind,
    bytes: new TextEncoder().encode(text),
    zone: 'Asia/Pyongyang',
    now: '2020-08-08T17:00:00+09:00',
    defaults: {},
    options: optionNamesOf(english),
  });

const rows: readonly (readonly [ImportKind, string])[] = [
  [
    'households',
    'householdId,adults,children,centreId,effectiveFrom,name\nH 1,x,1,C-1,24.7.2020,\n,1,1,C-1,2020-07-24,a\n',
  ],
  [
    'households',
    'householdId,adults,children,centreId,effectiveFrom\nH-1,1,1,C-1,2020-07-24\nH-1,2,1,C-1,2020-07-24\nH-2,0,0,C-1,2020-07-24\nH-3,1,1,C-1,2020-07-24,more\n',
  ],
  ['locations', 'locationId,name,kind\nC-1,One,place\n'],
  [
    'waybills',
    'shipmentId,orderId,to,commodity,quantity,unit,from,source,date,contains\nW 1,O-1,C-1,rice,0,kilo,,,2020-02-30,\nW-2,O-1,C-1,rice,1,bag,HUB,Seoul,2020-08-08,5\n',
  ],
  [
    'arrivals',
    'shipmentId,orderId,at,commodity,quantity,unit,from,source,date,time,lost,cause\nW-1,O-1,C-1,rice,-1,kg,HUB,x,,17:00,1,\nW-2,O-1,C-1,rice,1,kg,,,2020-08-08,2020-08-09 10:00,,fire\nW-3,O-1,C-1,rice,1,kg,,,,,,\n',
  ],
  [
    'handovers',
    'receiptId,householdId,centreId,orderId,rice (kg),soy sauce (bottle),date\nR-1,H-1,C-1,O-1,"1,5",1.5,2020-08-08\nR-2,H-1,C-1,O-1,,,2020-08-08\nR-3,H-1,C-1,O-1,-2,,2020-08-08\n',
  ],
  [
    'payments',
    'paymentId,householdId,amount,payerId,orderId,currency\nP-1,H-1,-1,P,O-1,won\nP-2,H-1,1.555,P,O-1,KPW\n',
  ],
  ['counts', 'countId,locationId,orderId,commodity,quantity,unit,date\nK-1,C-1,O-1,rice,1,kg,2020-08-08\n'],
  [
    'observations',
    'auditId,draw,found,visitedOn,visitor,unit\nA-1,1,3,2020-08-08,Kim,\nA-1,2,3,2020-08-08,Kim,stone\n',
  ],
];

const files: readonly (readonly [ImportKind, string])[] = [
  ['households', ''],
  ['households', 'householdId,adults,children,effectiveFrom\n'],
  ['households', 'adults,children\n'],
  ['households', 'householdId,householdId\n'],
  ['handovers', 'receiptId,householdId,centreId,orderId\n'],
  ['handovers', 'receiptId,householdId,centreId,orderId,rice kg\n'],
  ['households', 'householdId,adults\n"H-1,2\n'],
  ['households', 'householdId,name\nH-1,\ufffd\n'],
];

const isTold = (fault: Parameters<typeof cellFaultText>[1]): void => {
  const told = cellFaultText(korean, fault);
  expect(told).toMatch(/필요한 값: .*[가-힣].*\./);
  expect(told).not.toMatch(/ expected| such as | one of | greater than /);
  expect(cellFaultText(english, fault)).toMatch(/^Expected: [^가-힣]+$/);
};

describe('what is wrong', () => {
  it.each(rows)('with rows of %s is told in Korean and in English: %s', async (kind, text) => {
    const { records, refused, context } = await reading(kind, text);
    const made = await eventsOf(records, context);
    const faults = [...refused, ...made.refused].flatMap((row) => row.faults);
    expect(faults).not.toEqual([]);
    for (const fault of faults) if ('expected' in fault) isTold(fault);
  });

  it.each(files)('with a file of %s is told in Korean and in English: %s', async (kind, text) => {
    const error: unknown = await reading(kind, text).catch((cause: unknown) => cause);
    if (!(error instanceof FileError) || error.problem.is !== 'fault') throw new Error('it was read');
    isTold(error.problem.fault);
  });

  it('is the day of a receipt that its order is not in force on', async () => {
    const text = 'receiptId,householdId,centreId,orderId,rice (kg),date\nR-1,H-1,C-1,O-1,1,2020-07-01\n';
    const { records, context } = await reading('handovers', text);
    const [record] = records;
    if (record === undefined) throw new Error('the row was not read');
    const days = [{ startsOn: '2020-08-05' }, { startsOn: '2020-08-05', endsOn: '2020-09-05' }];
    for (const terms of days) {
      const fault = dayFault(record, new Map([['O-1', { orderId: 'O-1', ...terms }]]), context);
      if (fault === undefined) throw new Error('it was taken');
      expect([fault.line, fault.field]).toEqual([2, 'time']);
      isTold(fault);
    }
    expect(dayFault(record, new Map([['O-1', undefined]]), context)).toBeUndefined();
  });
});
