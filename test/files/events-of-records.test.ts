import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { eventsOf } from '../../shared/files/events-of-records.ts';
import { readRecords } from '../../shared/files/records.ts';
import { optionNames } from '../../tools/cli/import/office-file.ts';

it('names an event by its type, its instant and its data, as every earlier version did', async () => {
  const text = 'paymentId,householdId,amount,date\nP-1,H-1,8000,2020-08-10\n';
  const { records, context } = await readRecords({
    kind: 'payments',
    bytes: new TextEncoder().encode(text),
    zone: 'Asia/Pyongyang',
    now: '2020-08-20T12:00:00+09:00',
    defaults: { payerId: 'office', orderId: 'O-1', currency: 'KPW' },
    options: optionNames,
  });
  const { events } = await eventsOf(records, context);
  const data = {
    payerId: 'office',
    orderId: 'O-1',
    payments: [{ currency: 'KPW', paymentId: 'P-1', householdId: 'H-1', amount: 8000 }],
  };
  const digest = createHash('sha256')
    .update(JSON.stringify(['relief.payments.made.v1', '2020-08-10T03:00:00.000Z', data]))
    .digest('hex');
  expect(events.map(({ event }) => [event.id, event.data])).toEqual([
    [`payments-${digest.slice(0, 32)}`, data],
  ]);
  expect(events[0]?.event.id).toBe('payments-5759ce0377c85204dfcba05952037649');
});
