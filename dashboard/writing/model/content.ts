/** The event content of a form as it is checked and sent. */
import { contentOf, type FormContent } from './conversion.ts';
import type { FormKind, FormPlace } from './form.ts';
import type { Values } from './values.ts';

export function eventContent(kind: FormKind, place: FormPlace, values: Values): FormContent {
  const { time, data } = contentOf(kind.fields, values, place.zone);
  return { time, data: kind.refine?.(data, place, values) ?? data };
}
