import { expect, it } from 'vitest';
import { claimEvent, readEventClaim } from '../../shared/ledger/event-records.ts';
import { exceptionIdOf } from '../../shared/ledger/id-claims.ts';

const sheet = {
  key: 'urn:x#e-1',
  digest: 'd',
  type: 'relief.handovers.made.v1',
  book: 'centre:C-1/O-1',
  from: 7,
  time: '2020-08-08T09:00:00+09:00',
  rows: [
    { reference: 'R-1', householdId: 'H-1' },
    { reference: undefined, householdId: undefined },
  ],
};
const now = '2020-08-08T00:00:01.000Z';

it('the claim of a sheet tells where its rows are, and reads back as it was written', () => {
  const write = claimEvent(sheet, now);
  expect(write).toMatchObject({
    kind: 'append',
    key: { table: 'ledgers', subject: `case:${exceptionIdOf('event/urn:x#e-1')}`, item: '000000001' },
    record: { scope: 'event/urn:x#e-1', digest: 'd', status: 'posted', book: 'centre:C-1/O-1' },
  });
  if (write.kind !== 'append') throw new Error('a claim is appended');
  const { book, from, time, rows } = sheet;
  expect(readEventClaim(write.record)).toEqual({
    digest: 'd',
    status: 'posted',
    type: 'relief.handovers.made.v1',
    queue: 'handovers',
    messageGroup: 'C-1',
    recordedAt: now,
    sheet: { book, from, time, rows },
  });
});
