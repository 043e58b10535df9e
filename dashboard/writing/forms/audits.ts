/** Opening an audit by visits, and what its visits found. */
import type { AuditAnswer, AuditDrawAnswer } from '../../../shared/contract/answers/audits.ts';
import { auditMethods } from '../../../shared/domain/audit-evidence.ts';
import { auditDrawsPath, auditPath } from '../../api/paths.ts';
import { aside, choices, happenedAt, inData, inRow, listIn } from '../model/fields.ts';
import type { Beginning, FormKind } from '../model/form.ts';
import { rowsIn, textIn, type Values } from '../model/values.ts';

const isOf =
  (field: string, name: string) =>
  (values: Values): boolean =>
    textIn(values, field) === name;
const ofGoods = { applies: isOf('auditOf', 'goods') };
const ofMoney = { applies: isOf('auditOf', 'money') };

const seeAudit: FormKind['see'] = (values) => ({ view: 'audits', id: textIn(values, 'auditId') });

export const audit: FormKind = {
  type: 'relief.audit.opened.v1',
  title: 'form.audit',
  about: 'form.audit.about',
  fields: [
    inData('auditId', 'text', 'field.auditId', { help: 'help.id' }),
    inData('orderId', 'order', 'field.order'),
    happenedAt,
    aside('auditOf', 'choice', 'field.auditOf', {
      ...choices('auditOf', ['goods', 'money']),
      decides: ['data'],
    }),
    inData('commodity', 'commodity', 'field.commodity', { at: ['data', 'measure', 'commodity'], ...ofGoods }),
    inData('quantity', 'number', 'field.tolerance', {
      at: ['data', 'tolerance', 'quantity'],
      help: 'help.tolerance',
      ...ofGoods,
    }),
    inData('unit', 'unit', 'field.unit', { at: ['data', 'tolerance', 'unit'], ...ofGoods }),
    inData('currency', 'currency', 'field.currency', { at: ['data', 'measure', 'currency'], ...ofMoney }),
    inData('amount', 'number', 'field.tolerance', {
      at: ['data', 'tolerance', 'amount'],
      help: 'help.tolerance',
      ...ofMoney,
    }),
    inData('riskPercent', 'number', 'field.riskPercent', { help: 'help.riskPercent' }),
    inData('method', 'choice', 'field.method', choices('method', auditMethods)),
    inData('sealDate', 'date', 'field.sealDate'),
    inData('seed', 'text', 'field.seed', { help: 'help.seed' }),
  ],
  begin: ({ orderId = '', number, now }) => ({
    auditId: number('A'),
    orderId,
    time: now,
    auditOf: 'goods',
    riskPercent: '5',
    method: 'kaplan-markov',
  }),
  // The tolerance is in the currency that is audited.
  refine: (data, _place, values) =>
    textIn(values, 'auditOf') === 'money'
      ? { ...data, tolerance: { ...Object(data['tolerance']), currency: textIn(values, 'currency') } }
      : data,
  asides: (values) => ({ auditOf: textIn(values, 'currency') === '' ? 'goods' : 'money' }),
  names: 'auditId',
  see: seeAudit,
};

/** Draws that a new form begins with. */
const drawsAtOnce = 10;

/** A row for each of the next draws that nobody has visited. */
async function nextVisits({ api, of }: Beginning): Promise<readonly Values[]> {
  if (of === undefined) return [{}];
  const { tolerance, observed } = await api.one<AuditAnswer>(auditPath(of));
  const path = auditDrawsPath(of, Math.min(500, observed + 5 * drawsAtOnce));
  const { items } = await api.one<{ readonly items: readonly AuditDrawAnswer[] }>(path);
  const next = items.filter((one) => one.void === undefined && one.found === undefined).slice(0, drawsAtOnce);
  const found =
    'currency' in tolerance
      ? { outcome: 'money', currency: tolerance.currency }
      : { outcome: 'goods', unit: tolerance.unit };
  return next.length === 0 ? [{}] : next.map(({ draw }) => ({ draw: String(draw), ...found }));
}

/** What a visit found, by which of its fields are filled in. */
function outcomeOf(row: Values): string {
  if (textIn(row, 'amount') !== '') return 'money';
  return textIn(row, 'quantity') === '' ? 'not-found' : 'goods';
}

export const observe: FormKind = {
  type: 'relief.audit.observed.v1',
  title: 'form.observe',
  about: 'form.observe.about',
  fields: [
    inData('auditId', 'text', 'field.auditId'),
    happenedAt,
    listIn(
      'observations',
      'field.observations',
      ['row.visit', 'add.visit'],
      [
        inRow('draw', 'whole', 'field.draw'),
        aside('outcome', 'choice', 'field.outcome', {
          ...choices('outcome', ['goods', 'money', 'not-found']),
          decides: ['found'],
        }),
        inRow('quantity', 'number', 'field.found', {
          at: ['found', 'quantity'],
          applies: isOf('outcome', 'goods'),
        }),
        inRow('unit', 'unit', 'field.unit', { at: ['found', 'unit'], applies: isOf('outcome', 'goods') }),
        inRow('amount', 'number', 'field.found', {
          at: ['found', 'amount'],
          applies: isOf('outcome', 'money'),
        }),
        inRow('currency', 'currency', 'field.currency', {
          at: ['found', 'currency'],
          applies: isOf('outcome', 'money'),
        }),
        inRow('nothing', 'text', 'field.found', {
          at: ['found'],
          applies: isOf('outcome', 'not-found'),
          constant: 'not-found',
        }),
        inRow('visitedOn', 'date', 'field.visitedOn'),
        inRow('visitor', 'text', 'field.visitor'),
        inRow('note', 'long', 'field.note', { isOptional: true }),
      ],
    ),
  ],
  begin: async (beginning) => ({
    auditId: beginning.of ?? '',
    time: beginning.now,
    observations: await nextVisits(beginning),
  }),
  asides: (values) => ({
    observations: rowsIn(values, 'observations').map((row) => ({ ...row, outcome: outcomeOf(row) })),
  }),
  names: 'auditId',
  see: seeAudit,
};
