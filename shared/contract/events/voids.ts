/** Voids, which any queue carries. */
import * as z from 'zod';
import { attribute, source, text } from '../primitives.ts';

/** `data`, made when it is first asked for. */
export const voidData = {
  'relief.event.voided.v1': () => z.strictObject({ source, id: attribute, reason: text(500) }),
};
