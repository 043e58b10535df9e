import { describe, expect, it } from 'vitest';
import { formOf } from '../../../dashboard/writing/forms.ts';
import { correctedValues } from '../../../dashboard/writing/model/corrections.ts';
import type { FormPlace } from '../../../dashboard/writing/model/form.ts';
import type { KindName } from '../../../dashboard/writing/offers.ts';
import type { ExceptionAnswer } from '../../../shared/contract/answers/exceptions.ts';
import { dataOfType } from '../../contract/samples.ts';

const place = (form: KindName): FormPlace => ({
  form,
  orderId: 'O-1',
  of: undefined,
  order: undefined,
  reader: { roles: ['coordinator'], locations: [], payers: [] },
  zone: 'Asia/Pyongyang',
  number: (prefix) => `${prefix}-1`,
});

const refused = (original: unknown, more: Partial<ExceptionAnswer>): ExceptionAnswer => ({
  exceptionId: 'x0f1',
  status: 'rejected',
  reason: 'wrong-unit',
  detail: {},
  state: 'open',
  notes: [],
  event: { source: 'urn:desk', id: 'e-1' },
  recordedAt: '2020-08-20T00:00:00.000Z',
  original,
  ...more,
});

const time = '2020-08-08T09:00:00+09:00';
const loss = { time, data: dataOfType['relief.stock.lost.v1'] };
const [receipt] = dataOfType['relief.handovers.made.v1'].receipts;

describe('a form that puts right what was refused', () => {
  it.each([
    ['for what it holds', { reason: 'wrong-unit' }],
    ['because it waits', { status: 'held', reason: 'insufficient-stock' }],
    ['because it was taken back', { reason: 'withdrawn' }],
    [
      'because another event has its id',
      { reason: 'conflicting-duplicate', detail: { event: 'urn:desk#e-1' } },
    ],
  ] as const)('sends it under its own number where it was refused %s', (_title, more) => {
    expect(correctedValues(formOf('lose'), refused(loss, more), place('lose'))).toMatchObject({
      lossId: loss.data.lossId,
      corrects: 'x0f1',
    });
    const row = correctedValues(formOf('handover'), refused(receipt, more), place('handover'));
    expect(row).toMatchObject({ receipts: [{ receiptId: receipt?.receiptId, corrects: 'x0f1' }] });
  });

  it('names nothing that it corrects where another document has the number', () => {
    const taken = { reason: 'conflicting-duplicate', detail: { reference: 'L-1' } } as const;
    expect(correctedValues(formOf('lose'), refused(loss, taken), place('lose'))).toMatchObject({
      corrects: '',
    });
    const row = correctedValues(formOf('handover'), refused(receipt, taken), place('handover'));
    expect(row).toMatchObject({ receipts: [{ receiptId: receipt?.receiptId, corrects: '' }] });
  });
});
