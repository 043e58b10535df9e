import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../shared/contract/read-message.ts';
import { readPayment, readReceipt, readReturn, readReversal } from '../../shared/contract/rows.ts';
import { body, dataOfType, payment, receipt } from './samples.ts';

const centre = { orderId: 'O-1', centreId: 'C-1' };
const payer = { orderId: 'O-1', payerId: 'BANK' };
const kept = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a row of a sheet', () => {
  it('that does not fit is refused alone, with what is known of it', () => {
    const bad = { ...receipt, receiptId: 'R-9', lines: [{ ...receipt.lines[0], quantity: -1 }] };
    const reading = readMessage(body('relief.handovers.made.v1', { ...centre, receipts: [receipt, bad, 7] }));
    expect(reading).toMatchObject({
      ok: true,
      event: {
        receipts: [
          { ok: true, original: receipt },
          {
            ok: false,
            problem: {
              path: 'data.receipts[1].lines[0].quantity',
              expected: expect.stringMatching(/found -1$/),
            },
            reference: 'R-9',
            householdId: 'H-1',
            original: bad,
          },
          {
            ok: false,
            problem: { path: 'data.receipts[2]' },
            reference: undefined,
            householdId: undefined,
            original: 7,
          },
        ],
      },
    });
  });

  it('reads again from what was kept of it, as it read in its message', () => {
    const message = (type: keyof typeof dataOfType) => {
      const reading = readMessage(body(type, dataOfType[type]));
      if (!reading.ok) throw new Error(reading.problem.expected);
      const { event } = reading;
      return 'receipts' in event ? event.receipts[0] : 'payments' in event ? event.payments[0] : undefined;
    };
    const made = message('relief.handovers.made.v1');
    const returned = message('relief.handovers.returned.v1');
    const paid = message('relief.payments.made.v1');
    const reversed = message('relief.payments.reversed.v1');
    expect(readReceipt(kept(made?.original), centre)).toEqual(made);
    expect(readReturn(kept(returned?.original), centre)).toEqual(returned);
    expect(readPayment(kept(paid?.original), payer)).toEqual(paid);
    expect(readReversal(kept(reversed?.original), payer)).toEqual(reversed);
  });

  it('is other content under another order, centre, payer or type', () => {
    const digests = [
      readReceipt(receipt, centre),
      readReceipt(receipt, { ...centre, orderId: 'O-2' }),
      readReceipt(receipt, { ...centre, centreId: 'C-2' }),
      readReturn(receipt, centre),
      readPayment(payment, payer),
      readPayment(payment, { ...payer, payerId: 'BANK-2' }),
      readReversal(payment, payer),
    ].map(({ digest }) => digest);
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('keeps every digit of a number that it refuses', () => {
    const text = body('relief.handovers.made.v1', { ...centre, receipts: [{ ...receipt, lines: '@' }] });
    expect(readMessage(text.replace('"@"', '9007199254740993'))).toMatchObject({
      event: { receipts: [{ ok: false, original: { lines: '9007199254740993' } }] },
    });
  });

  it('keeps its digest, whatever it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (row) => {
        const first = readReceipt(row, centre);
        expect(readReceipt(kept(first.original), centre)).toEqual(first);
      }),
      { numRuns: 500 },
    );
    expect(readReceipt({ lines: -0 }, centre)).toMatchObject({ original: { lines: 0 } });
    expect(readReceipt(undefined, centre)).toMatchObject({ ok: false, original: null });
  });
});
