/** Putting right what was not booked: the field that says so, and the form filled from what was sent. */
import type { ExceptionAnswer } from '../../../shared/contract/answers/exceptions.ts';
import { clockText, valuesOf } from './conversion.ts';
import { type Field, type InputField, inData, inRow, isList, type ListField } from './fields.ts';
import type { FormKind } from './form.ts';
import { textIn, type Values } from './values.ts';

const given = {
  isOptional: true,
  isFixed: true,
  applies: (values: Values): boolean => textIn(values, 'corrects') !== '',
} as const;

/** Of a row of a sheet. */
export const correctionInRow: InputField = inRow('corrects', 'text', 'field.corrects', given);

/** Of an event that is no sheet. */
export const correctionInData: InputField = inData('corrects', 'text', 'field.corrects', given);

const isCorrection = (field: Field): boolean => field.name === 'corrects';

/** The list of a sheet whose rows are corrected one by one. */
const sheetIn = ({ fields }: FormKind): ListField | undefined =>
  fields.filter(isList).find(({ rows }) => rows.some(isCorrection));

/**
 * What was sent, ready to be put right: the whole event, or its one row below what the exception says of its sheet.
 *
 * What cannot be read, such as a message that was no JSON, is left empty.
 */
export function correctedValues(kind: FormKind, exception: ExceptionAnswer, zone: string): Values {
  const { exceptionId, original, orderId, locationId, payerId, recordedAt } = exception;
  const event = parsed(original);
  const isWhole = typeof event === 'object' && event !== null && 'data' in event;
  const sheet = sheetIn(kind);
  if (sheet === undefined || isWhole) {
    const values = valuesOf(kind.fields, event, zone);
    const corrects = kind.fields.some(isCorrection) ? { corrects: exceptionId } : {};
    return { ...values, ...kind.asides?.(values), ...corrects };
  }
  return {
    ...valuesOf(kind.fields, { data: { orderId, centreId: locationId, payerId } }, zone),
    // A row does not say when its sheet was; it cannot have been later than it was recorded.
    time: clockText(zone, new Date(recordedAt)),
    [sheet.name]: [{ ...valuesOf(sheet.rows, event, zone), corrects: exceptionId }],
  };
}

function parsed(original: unknown): unknown {
  if (typeof original !== 'string') return original;
  try {
    return JSON.parse(original);
  } catch {
    return undefined;
  }
}
