/** Between what is typed and the event that is sent; each undoes the other. */
import { momentIn, readMoment } from '../../../shared/domain/moments.ts';
import { thousandthsOf } from '../../../shared/domain/quantity.ts';
import { type Field, type InputField, isList, type ListField } from './fields.ts';
import { rowsIn, textIn, type Values } from './values.ts';

type Json = { [name: string]: unknown };

/** What of an event a form decides. */
export interface FormContent {
  readonly time: unknown;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a form makes of its values; what cannot be converted stays a text, so that the check tells it. */
export function contentOf(fields: readonly Field[], values: Values, zone: string): FormContent {
  const { time, data = {} } = objectOf(fields, values, zone);
  return { time, data: isObject(data) ? data : {} };
}

function objectOf(fields: readonly Field[], values: Values, zone: string): Json {
  const object: Json = {};
  for (const field of fields) {
    if (field.at === undefined || field.applies?.(values) === false) continue;
    const value = isList(field)
      ? listOf(field, values, zone)
      : (field.constant ?? sentOf(field, textIn(values, field.name), zone));
    if (value !== undefined) put(object, field.at, value);
  }
  return object;
}

function listOf(field: ListField, values: Values, zone: string): unknown {
  const rows = rowsIn(values, field.name);
  if (rows.length === 0 && field.isOptional) return undefined;
  const [only] = field.rows;
  if (field.isPlain && only !== undefined) return rows.map((row) => textIn(row, only.name).trim());
  return rows.map((row) => objectOf(field.rows, row, zone));
}

function put(object: Json, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    object[name] = value;
    return;
  }
  const inner = objectIn(object, name) ?? {};
  object[name] = inner;
  put(inner, rest, value);
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectIn = (object: Json, name: string): Json | undefined => {
  const inner = object[name];
  return isObject(inner) ? inner : undefined;
};

function sentOf({ sort }: InputField, typed: string, zone: string): unknown {
  const text = typed.trim();
  if (text === '') return undefined;
  switch (sort) {
    case 'number':
    case 'whole':
      return numberOf(text) ?? text;
    case 'moment':
      return readMoment(text, zone) ?? text;
    case 'commodity':
      return text.normalize('NFC');
    default:
      return text;
  }
}

/** The number that a text is to the last digit; a comma may mean two things, so it means none. */
export function numberOf(text: string): number | undefined {
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) return undefined;
  const number = Number(text);
  const [written, typed] = [thousandthsOf(String(number)), thousandthsOf(text)];
  // What has more than three decimals is told by the check.
  return typed === undefined || written === typed ? number : undefined;
}

/** What would have been typed for an event, so that it can be put right; whatever does not fit is left out. */
export function valuesOf(fields: readonly Field[], object: unknown, zone: string): Values {
  const values: Record<string, string | readonly Values[]> = {};
  for (const field of fields) {
    if (field.at === undefined) continue;
    const value = field.at.reduce<unknown>((of, name) => (isObject(of) ? of[name] : undefined), object);
    if (isList(field)) {
      values[field.name] = Array.isArray(value) ? value.map((row) => rowOf(field, row, zone)) : [];
    } else if (field.constant === undefined) values[field.name] = textOf(field, value, zone);
  }
  return values;
}

function rowOf({ rows, isPlain }: ListField, row: unknown, zone: string): Values {
  const [only] = rows;
  return isPlain && only !== undefined && !isList(only)
    ? { [only.name]: textOf(only, row, zone) }
    : valuesOf(rows, row, zone);
}

function textOf({ sort }: InputField, value: unknown, zone: string): string {
  if (sort === 'moment' && typeof value === 'string' && !Number.isNaN(Date.parse(value)))
    return clockText(zone, new Date(value));
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** An instant by the clock of a zone, as a field of date and time takes it. */
export const clockText = (zone: string, at: Date): string =>
  momentIn(zone, at).slice(0, 19).replace(/:00$/, '');
