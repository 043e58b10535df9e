/** Putting right what was not booked: the field that says so, and the form filled from what was sent. */
import type { ExceptionAnswer } from '../../../shared/contract/answers/exceptions.ts';
import { clockText, valuesOf } from './conversion.ts';
import { type Field, type InputField, inData, inRow, isList, type ListField } from './fields.ts';
import type { FormKind, FormPlace } from './form.ts';
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

/** Whether its number is its own to be put right under: another document may have it, and then it needs a new one. */
const hasNumber = ({ reason, detail }: ExceptionAnswer): boolean =>
  reason !== 'conflicting-duplicate' || detail['event'] !== undefined;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What was sent, ready to be put right: the whole event, or its one row below what the exception says of its sheet.
 *
 * What cannot be read, such as a message that was no JSON, is left empty.
 */
export function correctedValues(kind: FormKind, exception: ExceptionAnswer, place: FormPlace): Values {
  const { zone } = place;
  const sent = parsed(exception.original);
  const list = kind.fields.find(isList);
  const isRow = isObject(sent) && !('data' in sent);
  const values = isRow && list !== undefined ? rowValues(kind, list, exception, sent, zone) : wholeValues();
  const corrects = kind.fields.some(isCorrection) && hasNumber(exception);
  return corrects ? { ...values, corrects: exception.exceptionId } : values;

  function wholeValues(): Values {
    const { time, data } = isObject(sent) ? sent : {};
    const own = isObject(data) ? data : {};
    const read = valuesOf(kind.fields, { time, data: kind.original?.(own, place) ?? own }, zone);
    return { ...read, ...kind.asides?.(read) };
  }
}

function rowValues(
  { fields }: FormKind,
  list: ListField,
  exception: ExceptionAnswer,
  row: unknown,
  zone: string,
): Values {
  const { exceptionId, orderId, locationId, payerId, recordedAt } = exception;
  const values = valuesOf(list.rows, row, zone);
  const corrects = list.rows.some(isCorrection) && hasNumber(exception);
  return {
    ...valuesOf(fields, { data: { orderId, centreId: locationId, payerId } }, zone),
    // A row does not say when its sheet was; it cannot have been later than it was recorded.
    time: clockText(zone, new Date(recordedAt)).slice(0, 16),
    [list.name]: [corrects ? { ...values, corrects: exceptionId } : values],
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
