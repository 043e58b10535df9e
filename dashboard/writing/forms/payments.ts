/** Money: what payers are given, what they pay, and what is taken back. */
import { correctionInRow } from '../model/corrections.ts';
import { aside, happenedAt, inData, inRow, listIn } from '../model/fields.ts';
import { type Beginning, type FormKind, partsOf } from '../model/form.ts';
import { textIn } from '../model/values.ts';

const payer = inData('payerId', 'payer', 'field.payer');
const order = inData('orderId', 'order', 'field.order');
const household = inRow('householdId', 'text', 'field.householdId');

const seeBook: FormKind['see'] = (values) => ({ view: 'payers', id: textIn(values, 'payerId') });

const payerOf = (beginning: Beginning): string => partsOf(beginning)[0] || (beginning.reader.payers[0] ?? '');

export const pay: FormKind = {
  type: 'relief.payments.made.v1',
  title: 'form.pay',
  about: 'form.pay.about',
  fields: [
    payer,
    order,
    happenedAt,
    aside('centre', 'place', 'field.payList', {
      isOptional: true,
      kinds: ['centre'],
      help: 'help.payList',
    }),
    listIn(
      'payments',
      'field.payments',
      ['row.payment', 'add.payment'],
      [
        inRow('paymentId', 'text', 'field.paymentId', { help: 'help.number' }),
        household,
        inRow('amount', 'number', 'field.amount'),
        inRow('currency', 'currency', 'field.currency'),
        correctionInRow,
      ],
      { numbered: ['paymentId', 'Y'] },
    ),
  ],
  begin: (beginning) => ({
    payerId: payerOf(beginning),
    orderId: beginning.orderId ?? '',
    time: beginning.now,
    centre: partsOf(beginning)[1] ?? '',
    payments: [],
  }),
  see: seeBook,
};

export const reverse: FormKind = {
  type: 'relief.payments.reversed.v1',
  title: 'form.reverse',
  about: 'form.reverse.about',
  fields: [
    payer,
    order,
    happenedAt,
    listIn(
      'payments',
      'field.reversals',
      ['row.reversal', 'add.reversal'],
      [
        inRow('paymentId', 'text', 'field.reversalId', { help: 'help.number' }),
        inRow('reverses', 'text', 'field.reversesPayment'),
        household,
        inRow('reason', 'long', 'field.reason'),
        correctionInRow,
      ],
      { numbered: ['paymentId', 'V'] },
    ),
  ],
  begin(beginning) {
    const [, householdId = '', reverses = ''] = partsOf(beginning);
    return {
      payerId: payerOf(beginning),
      orderId: beginning.orderId ?? '',
      time: beginning.now,
      payments: [{ paymentId: beginning.number('V'), reverses, householdId, reason: '' }],
    };
  },
  see: seeBook,
};

export const fund: FormKind = {
  type: 'relief.payer.funded.v1',
  title: 'form.fund',
  about: 'form.fund.about',
  fields: [
    payer,
    order,
    inData('fundingId', 'text', 'field.fundingId', { help: 'help.number' }),
    happenedAt,
    inData('amount', 'number', 'field.amount'),
    inData('currency', 'currency', 'field.currency'),
  ],
  begin: (beginning) => ({
    payerId: payerOf(beginning),
    orderId: beginning.orderId ?? '',
    fundingId: beginning.number('F'),
    time: beginning.now,
    amount: '',
    currency: beginning.order?.stipend?.currency ?? '',
  }),
  names: 'fundingId',
  see: seeBook,
};
