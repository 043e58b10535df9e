/** Holds what is typed against the contract's own schemas, and finds the field that a fault is of. */
// First of all: schemas look for it as they are made.
import './without-eval.ts';
import type * as z from 'zod';
import { pathText } from '../../../shared/contract/problem.ts';
import { dataSchemas } from '../../../shared/contract/schemas.ts';
import type { EventType } from '../../../shared/domain/events.ts';
import type { FormContent } from './conversion.ts';
import { type Field, isList } from './fields.ts';
import { someMoment, soon } from './sentences.ts';
import { type FieldPath, keyOf, rowsIn, type Values } from './values.ts';

export interface Fault {
  /** The field; undefined for what is of the whole form. */
  readonly path: FieldPath | undefined;
  /** As the contract says it, in English. */
  readonly expected: string;
  /** What was found, where that is not what was typed. */
  readonly found?: string | undefined;
}

const dayMs = 86_400_000;

export function faultsIn(
  { type, fields }: { readonly type: EventType; readonly fields: readonly Field[] },
  { time, data }: FormContent,
  values: Values,
  now = Date.now(),
): readonly Fault[] {
  const faults: Fault[] = [];
  const ms = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (typeof time !== 'string' || !/[+-]\d\d:\d\d$/.test(time) || Number.isNaN(ms))
    faults.push({ path: ['time'], expected: someMoment });
  else if (ms > now + dayMs) faults.push({ path: ['time'], expected: soon });
  const reading = dataSchemas[type].safeParse(data);
  if (!reading.success) {
    for (const issue of reading.error.issues) faults.push(faultOf(issue, fields, values));
  }
  return firstOfEach(faults);
}

function faultOf(issue: z.core.$ZodIssue, fields: readonly Field[], values: Values): Fault {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const at = ['data', ...issue.path, ...keys];
  const told: unknown = issue.code === 'custom' ? issue.params?.['found'] : undefined;
  return {
    path: fieldAt(fields, at, values),
    expected: issue.message,
    ...(typeof told === 'string' && { found: told }),
  };
}

const firstOfEach = (faults: readonly Fault[]): readonly Fault[] => {
  const seen = new Set<string>();
  return faults.filter(({ path, expected }) => {
    const key = path === undefined ? `: ${expected}` : keyOf(path);
    return !seen.has(key) && seen.add(key);
  });
};

/** The field that a place in the event is of, among those that are asked for: the one that it leads to, or lies below. */
export function fieldAt(
  fields: readonly Field[],
  at: readonly PropertyKey[],
  values: Values,
): FieldPath | undefined {
  for (const field of fields) {
    const own = field.at;
    if (own === undefined || field.applies?.(values) === false || !leadsTo(own, at)) continue;
    const [index, ...inside] = at.slice(own.length);
    if (!isList(field) || typeof index !== 'number') return [field.name];
    const inner = fieldAt(field.rows, inside, rowsIn(values, field.name)[index] ?? {});
    return [field.name, index, ...(inner ?? [])];
  }
  const deciding = fields.find((field) => !isList(field) && field.decides && leadsTo(field.decides, at));
  return deciding && [deciding.name];
}

/** Whether one place lies at or below the other; what is wrong with all of `data` is wrong with no field of it. */
const leadsTo = (own: readonly string[], at: readonly PropertyKey[]): boolean =>
  at.length > (own[0] === 'data' ? 1 : 0) &&
  own.every((name, index) => index >= at.length || at[index] === name);

/** A place as the API writes it, `data.lines[0].quantity`. */
export const placeIn = (path: string): readonly (string | number)[] =>
  [...path.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)].map(([, index, quoted, name]) =>
    index === undefined ? (quoted ?? name ?? '') : Number(index),
  );

/** What the API found wrong, by the fields of the form. */
export const faultsOfApi = (
  fields: readonly Field[],
  values: Values,
  errors: readonly { readonly path: string; readonly expected: string; readonly found?: string }[],
): readonly Fault[] =>
  errors.map(({ path, expected, found }) => {
    const field = fieldAt(fields, placeIn(path), values);
    return {
      path: field,
      // Where no field is at fault, the contract's own place says which part is.
      expected: field === undefined ? `${pathText(placeIn(path))}: ${expected}` : expected,
      ...(found !== undefined && { found }),
    };
  });

export const faultAt = (faults: readonly Fault[], path: FieldPath): Fault | undefined =>
  faults.find((fault) => fault.path !== undefined && keyOf(fault.path) === keyOf(path));
