type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Whether an event fits a pattern of an event source mapping: each named field has one of the listed values.
 *
 * Shape: the part of Lambda's patterns that the stacks use: values, one of which a field must equal.
 * Errors: throws on any other pattern, because a filter that is not understood must not let everything or nothing through.
 */
export function fitsPattern(event: Json | undefined, pattern: Json): boolean {
  if (Array.isArray(pattern)) return pattern.some((test: Json) => fitsTest(event, test));
  if (!isObject(pattern)) throw new Error(`a pattern lists values, not ${JSON.stringify(pattern)}`);
  return Object.entries(pattern).every(([name, inner]) =>
    fitsPattern(isObject(event) ? event[name] : undefined, inner),
  );
}

function fitsTest(value: Json | undefined, test: Json): boolean {
  if (isObject(test)) throw new Error(`a filter is not known here: ${JSON.stringify(test)}`);
  return value === test;
}

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
