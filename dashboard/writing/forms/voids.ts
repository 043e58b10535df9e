/** Taking back a whole event that was wrong. */
import { happenedAt, inData } from '../model/fields.ts';
import type { FormKind } from '../model/form.ts';

export const voided: FormKind = {
  type: 'relief.event.voided.v1',
  title: 'form.void',
  about: 'form.void.about',
  fields: [
    inData('source', 'text', 'field.source'),
    inData('id', 'text', 'field.eventId'),
    inData('reason', 'long', 'field.reason'),
    happenedAt,
  ],
  begin({ of = '', now }) {
    // An id holds no `#`, but a source may.
    const end = of.lastIndexOf('#');
    return { source: of.slice(0, Math.max(end, 0)), id: of.slice(end + 1), reason: '', time: now };
  },
  names: 'id',
};
