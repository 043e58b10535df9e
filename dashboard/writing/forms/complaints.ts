/** Complaints that reach an office, and the answers to them. */
import { complaintKinds, complaintOutcomes } from '../../../shared/domain/complaints.ts';
import { channels } from '../../../shared/domain/statements.ts';
import { choices, happenedAt, inData } from '../model/fields.ts';
import type { FormKind } from '../model/form.ts';
import { textIn } from '../model/values.ts';

/** A card says so itself. */
const channelsOfOffice = channels.filter((channel) => channel !== 'card');

const seeComplaint: FormKind['see'] = (values) => ({
  view: 'complaints',
  id: textIn(values, 'complaintId'),
});

export const complain: FormKind = {
  type: 'relief.complaint.raised.v1',
  title: 'form.complain',
  about: 'form.complain.about',
  fields: [
    inData('complaintId', 'text', 'field.complaintId', { help: 'help.number' }),
    inData('kind', 'choice', 'field.complaintKind', choices('complaint', complaintKinds)),
    inData('channel', 'choice', 'field.channel', choices('channel', channelsOfOffice)),
    inData('orderId', 'order', 'field.order', { isOptional: true }),
    inData('locationId', 'place', 'field.location', { isOptional: true, isOwn: true }),
    inData('householdId', 'text', 'field.householdId', { isOptional: true, help: 'help.anonymous' }),
    inData('reference', 'text', 'field.reference', { isOptional: true }),
    inData('text', 'long', 'field.complaint', { isOptional: true }),
    inData('dueOn', 'date', 'field.dueOn', { isOptional: true, help: 'help.dueOn' }),
    happenedAt,
  ],
  begin: ({ orderId = '', number, now }) => ({
    complaintId: number('B'),
    kind: '',
    channel: '',
    orderId,
    locationId: '',
    householdId: '',
    reference: '',
    text: '',
    dueOn: '',
    time: now,
  }),
  names: 'complaintId',
  see: seeComplaint,
};

export const answer: FormKind = {
  type: 'relief.complaint.answered.v1',
  title: 'form.answer',
  about: 'form.answer.about',
  fields: [
    inData('complaintId', 'text', 'field.complaintId'),
    inData('outcome', 'choice', 'field.became', choices('outcome', complaintOutcomes)),
    inData('answer', 'long', 'field.answer', { isOptional: true, help: 'help.answer' }),
    inData('told', 'choice', 'field.told', choices('answer', ['yes', 'no'])),
    happenedAt,
  ],
  begin: ({ of = '', now }) => ({ complaintId: of, outcome: '', answer: '', told: '', time: now }),
  // Whether somebody was told is a yes or a no there, and a choice here.
  refine: ({ told, ...data }) => ({
    ...data,
    ...(typeof told === 'string' && told !== '' && { told: told === 'yes' }),
  }),
  names: 'complaintId',
  see: seeComplaint,
};
