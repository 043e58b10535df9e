/** What people found out about an exception or an anomaly. */
import { findingStates } from '../../../shared/domain/events.ts';
import { choices, happenedAt, inData } from '../model/fields.ts';
import type { FormKind } from '../model/form.ts';
import { textIn } from '../model/values.ts';

const isException = (id: string): boolean => id.startsWith('x');

export const note: FormKind = {
  type: 'relief.finding.noted.v1',
  title: 'form.note',
  about: 'form.note.about',
  fields: [
    inData('exceptionId', 'text', 'field.exceptionId', {
      applies: (beside) => textIn(beside, 'anomalyId') === '',
    }),
    inData('anomalyId', 'text', 'field.anomalyId', {
      applies: (beside) => textIn(beside, 'anomalyId') !== '',
    }),
    inData('note', 'long', 'field.finding'),
    inData('state', 'choice', 'field.state', { isOptional: true, ...choices('state', findingStates) }),
    inData('owner', 'text', 'field.owner', { isOptional: true }),
    happenedAt,
  ],
  begin: ({ of = '', now }) => ({
    exceptionId: isException(of) ? of : '',
    anomalyId: isException(of) ? '' : of,
    note: '',
    state: '',
    owner: '',
    time: now,
  }),
  see: (values) => {
    const anomalyId = textIn(values, 'anomalyId');
    return anomalyId === ''
      ? { view: 'exceptions', id: textIn(values, 'exceptionId') }
      : { view: 'anomalies', id: anomalyId };
  },
};
