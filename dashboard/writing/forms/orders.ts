/** Policy orders: issuing one, amending it, and ending it. */
import type { OrderAnswer } from '../../../shared/contract/answers/orders.ts';
import { releaseRules } from '../../../shared/domain/events.ts';
import { contentOf, type FormContent, valuesOf } from '../model/conversion.ts';
import { aside, choices, type Field, happenedAt, inData, inRow, listIn } from '../model/fields.ts';
import type { FormKind, FormPlace } from '../model/form.ts';
import { textIn, type Values } from '../model/values.ts';

const is =
  (name: string, choice: string) =>
  (values: Values): boolean =>
    textIn(values, name) === choice;

const days: readonly Field[] = [
  inData('referenceDate', 'date', 'field.referenceDate', { help: 'help.referenceDate' }),
  inData('startsOn', 'date', 'field.startsOn'),
  inData('endsOn', 'date', 'field.endsOn', { isOptional: true }),
];

const area: readonly Field[] = [
  aside('area', 'choice', 'field.area', { ...choices('area', ['all', 'some']), decides: ['data', 'area'] }),
  inData('allCentres', 'text', 'field.area', {
    at: ['data', 'area', 'centres'],
    constant: 'all',
    applies: is('area', 'all'),
  }),
  listIn(
    'centres',
    'field.centres',
    ['row.centre', 'add.centre'],
    [inRow('centreId', 'place', 'field.centre', { kinds: ['centre'] })],
    { at: ['data', 'area', 'centres'], isPlain: true, applies: is('area', 'some') },
  ),
];

const scale = { isOptional: true } as const;
const rations = listIn(
  'rations',
  'field.rations',
  ['row.ration', 'add.ration'],
  [
    inRow('commodity', 'commodity', 'field.commodity'),
    inRow('unit', 'unit', 'field.unit'),
    inRow('quantityPerPerson', 'number', 'field.perPerson', scale),
    inRow('quantityPerAdult', 'number', 'field.perAdult', scale),
    inRow('quantityPerChild', 'number', 'field.perChild', scale),
    inRow('quantityPerHousehold', 'number', 'field.perHousehold', scale),
    inRow('step', 'number', 'field.step', { ...scale, help: 'help.step' }),
  ],
);

const hasStipend = is('hasStipend', 'yes');
const stipendField = (name: string) => ({ at: ['data', 'stipend', name], applies: hasStipend });
const stipend: readonly Field[] = [
  aside('hasStipend', 'choice', 'field.hasStipend', choices('answer', ['yes', 'no'])),
  inData('amountPerAdult', 'number', 'field.amountPerAdult', stipendField('amountPerAdult')),
  inData('currency', 'currency', 'field.currency', stipendField('currency')),
  inData('funding', 'choice', 'field.funding', {
    ...choices('funding', ['own', 'float']),
    ...stipendField('funding'),
    isOptional: true,
  }),
];

const pledges = listIn(
  'pledges',
  'field.pledges',
  ['row.pledge', 'add.pledge'],
  [
    inRow('commodity', 'commodity', 'field.commodity'),
    inRow('quantity', 'number', 'field.quantity', { isOptional: true }),
    inRow('unit', 'unit', 'field.unit', { isOptional: true }),
    inRow('source', 'text', 'field.pledgedBy'),
    inRow('responsible', 'text', 'field.responsible'),
  ],
);

const prohibitions = listIn(
  'prohibitions',
  'field.prohibitions',
  ['row.prohibition', 'add.prohibition'],
  [inRow('text', 'text', 'field.prohibition')],
  { isPlain: true },
);

const release = inData('release', 'choice', 'field.release', {
  ...choices('release', releaseRules),
  help: 'help.release',
});

const seeOrder: FormKind['see'] = (values) => ({ view: 'overview', id: textIn(values, 'orderId') });

/** What is asked for, and not sent, follows from what is. */
const asidesOf = (values: Values): Values => ({
  area: values['centres']?.length ? 'some' : 'all',
  hasStipend: textIn(values, 'amountPerAdult') === '' ? 'no' : 'yes',
});

export const issue: FormKind = {
  type: 'relief.order.issued.v1',
  title: 'form.issue',
  about: 'form.issue.about',
  fields: [
    inData('orderId', 'text', 'field.orderId', { help: 'help.id' }),
    inData('title', 'text', 'field.title'),
    inData('issuedBy', 'text', 'field.issuedBy'),
    happenedAt,
    ...days,
    release,
    ...area,
    rations,
    ...stipend,
    pledges,
    prohibitions,
  ],
  begin: ({ now }) => ({
    orderId: `order-${now.slice(0, 10)}`,
    time: now,
    referenceDate: now.slice(0, 10),
    startsOn: now.slice(0, 10),
    release: 'proportional',
    area: 'all',
    rations: [{}],
    hasStipend: 'no',
    pledges: [],
    prohibitions: [],
  }),
  asides: asidesOf,
  names: 'orderId',
  see: seeOrder,
};

/** The parts of an order that an amendment may replace, each whole. */
const parts = [
  'rations',
  'stipend',
  'pledges',
  'endsOn',
  'prohibitions',
  'area',
  'referenceDate',
  'release',
] as const;

const termFields: readonly Field[] = [
  ...days.filter(({ name }) => name !== 'startsOn'),
  release,
  ...area,
  rations,
  ...stipend,
  pledges,
  prohibitions,
];

const termsOf = (order: OrderAnswer | undefined, zone: string): Values => {
  const values = valuesOf(termFields, { data: order }, zone);
  return { ...values, ...asidesOf(values) };
};

/** Only what differs from the order as it stands: what is given replaces, and the registry is read anew. */
function changesOnly(data: FormContent['data'], { order, zone }: FormPlace): FormContent['data'] {
  const { data: old } = contentOf(termFields, termsOf(order, zone), zone);
  const changed = Object.entries(data).filter(
    ([name, value]) =>
      !parts.some((part) => part === name) || JSON.stringify(value) !== JSON.stringify(old[name]),
  );
  const isStipendEnded = old['stipend'] !== undefined && data['stipend'] === undefined;
  return { ...Object.fromEntries(changed), ...(isStipendEnded && { stipend: null }) };
}

export const amend: FormKind = {
  type: 'relief.order.amended.v1',
  title: 'form.amend',
  about: 'form.amend.about',
  fields: [
    inData('orderId', 'order', 'field.order', { isFixed: true }),
    inData('revision', 'whole', 'field.revision', { isFixed: true }),
    happenedAt,
    inData('reason', 'long', 'field.reason'),
    ...termFields,
  ],
  begin: ({ order, orderId = '', now, zone }) => ({
    orderId,
    revision: String((order?.revision ?? 0) + 1),
    time: now,
    reason: '',
    ...termsOf(order, zone),
  }),
  refine: changesOnly,
  asides: asidesOf,
  // An amendment says what changes; the rest is shown as it stands.
  original: (data, { order }) => ({ ...order, ...data, revision: (order?.revision ?? 0) + 1 }),
  names: 'orderId',
  see: seeOrder,
};

export const cancel: FormKind = {
  type: 'relief.order.cancelled.v1',
  title: 'form.cancel',
  about: 'form.cancel.about',
  fields: [
    inData('orderId', 'order', 'field.order', { isFixed: true }),
    happenedAt,
    inData('reason', 'long', 'field.reason'),
  ],
  begin: ({ orderId = '', now }) => ({ orderId, time: now, reason: '' }),
  names: 'orderId',
  see: seeOrder,
};
