/** Event files as people write them: one event, an array of events, or one event per line. */

import { elementTexts } from '../../shared/contract/event-texts.ts';
import type { RoutedEvent } from '../../shared/contract/routing.ts';
import { CliError } from './cli-error.ts';
import { system } from './words/system.ts';

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

function eventText(body: string, where: string): EventText {
  const parsed = parse(body);
  if (!parsed || !isObject(parsed.value)) throw new CliError(system('file.noEvent', { where }), 2);
  return { body, event: parsed.value };
}

/** Errors: a `CliError` that names the file and the line or element that is not an event. */
export function readEvents(text: string, file: string): EventText[] {
  const trimmed = text.replace(/^\ufeff/, '').trim();
  if (trimmed === '') throw new CliError(system('file.empty', { file }), 2);
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
  if (lines.every(({ body }) => parse(body) === undefined))
    throw new CliError(system('file.notJson', { file }), 2);
  return lines.map(({ body, where }) => eventText(body, where));
}
