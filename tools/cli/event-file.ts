/** Event files as people write them: one event, an array of events, or one event per line. */

import type { RoutedEvent } from '../../shared/contract/routing.ts';
import { CliError } from './cli-error.ts';

export interface EventText {
  /** The event's own text, untouched: number for number, key for key. */
  readonly body: string;
  readonly event: RoutedEvent;
}

const isObject = (value: unknown): value is RoutedEvent =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The texts of a JSON array's elements. The array must already have been accepted by `JSON.parse`. */
function elementTexts(array: string): string[] {
  const texts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = array.indexOf('[') + 1;
  for (let at = start; at < array.length; at += 1) {
    const character = array[at];
    if (quoted) {
      if (character === '\\') at += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (depth > 0) {
      if (character === '}' || character === ']') depth -= 1;
    } else if (character === ',' || character === ']') {
      texts.push(array.slice(start, at).trim());
      start = at + 1;
    }
  }
  return texts.filter((text) => text !== '');
}

function eventText(body: string, where: string): EventText {
  const parsed = parse(body);
  if (!parsed || !isObject(parsed.value))
    throw new CliError(`${where}: expected one event, a JSON object`, 2);
  return { body, event: parsed.value };
}

/** Errors: a `CliError` that names the file and the line or element that is not an event. */
export function readEvents(text: string, file: string): EventText[] {
  const trimmed = text.replace(/^\ufeff/, '').trim();
  if (trimmed === '')
    throw new CliError(`${file} is empty; expected one event, an array of events, or one event per line`, 2);
  const whole = parse(trimmed);
  if (whole && Array.isArray(whole.value)) {
    return elementTexts(trimmed).map((body, index) => eventText(body, `${file}[${index}]`));
  }
  if (whole) return [eventText(trimmed, file)];
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line, index) => ({ body: line.trim(), where: `${file}:${index + 1}` }))
    .filter(({ body }) => body !== '');
  if (lines.every(({ body }) => parse(body) === undefined)) throw new CliError(`${file} is not JSON`, 2);
  return lines.map(({ body, where }) => eventText(body, where));
}
