/** Says in one sentence, to the sender, what does not fit and where. */
import type * as z from 'zod';
import type { Fault, Problem } from '../domain/events.ts';
import { type JsonPath, memberOf } from './json.ts';

const MAX_SHOWN = 40;

/** A path as senders read it: `data.receipts[3].lines[0].quantity`; a key that is no plain name stands in quotes. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((before, key) => {
    if (typeof key === 'number') return `${before}[${key}]`;
    const name = String(key);
    if (!/^[A-Za-z_]\w{0,63}$/.test(name)) return `${before}[${shown(name)}]`;
    return before === '' ? name : `${before}.${name}`;
  }, '');

/** The first thing wrong with `value`, which stands at `at` in the message, in one sentence. */
export const problemOf = (error: z.core.$ZodError, value: unknown, at: JsonPath): Problem =>
  asProblem(faultsOf(error, value, at)[0] ?? { path: pathText(at), expected: 'a valid value' });

export const asProblem = ({ path, expected, found }: Fault): Problem => ({
  path,
  expected: found === undefined ? expected : `${expected}, found ${found}`,
});

/** Everything wrong with `value`, which stands at `at` in the message, in the order it was found. */
export const faultsOf = (error: z.core.$ZodError, value: unknown, at: JsonPath): readonly Fault[] =>
  error.issues.flatMap((one) => faultsOfIssue(maxTelling(one), value, at));

function faultsOfIssue(issue: z.core.$ZodIssue, value: unknown, at: JsonPath): readonly Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: pathText([...at, ...issue.path, key]),
      expected: 'no field of this name',
    }));
  }
  const toldFound: unknown = issue.code === 'custom' ? issue.params?.['found'] : undefined;
  const found = typeof toldFound === 'string' ? toldFound : shown(memberOf(value, issue.path));
  return [{ path: pathText([...at, ...issue.path]), expected: sentence(issue), found }];
}

const sentence = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_type' && issue.expected === 'object' ? 'an object' : issue.message;

/**
 * Of a value that may take several forms, the issue within the form that the sender meant: the one form
 * that fits best. Where none does, the union's own sentence names them all.
 */
function maxTelling(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const meant = issue.errors
    .filter(
      ([first]) => first && (first.path.length > 0 || first.code === 'unrecognized_keys' || isSize(first)),
    )
    .sort((one, other) => one.length - other.length);
  const [best, next] = meant;
  const [inner] = best ?? [];
  if (!inner || next?.length === best?.length) return issue;
  const told = maxTelling(inner);
  return { ...told, path: [...issue.path, ...told.path] };
}

const isSize = (issue: z.core.$ZodIssue): boolean => issue.code === 'too_small' || issue.code === 'too_big';

/** What was found, short enough for a sentence. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'symbol')
    return `${shortened(value.description ?? '')}, which has too many digits to keep`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return shortened(JSON.stringify(value));
}

const shortened = (text: string): string =>
  text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
