import { describe, expect, it } from 'vitest';
import { type MessageReading, readMessage } from '../../shared/contract/read-message.ts';
import {
  edgeNumbers,
  jsonTexts,
  naughtyTexts,
  repeatedKeys,
  unknownFields,
  waybillOf,
  wrongTypes,
} from '../support/hostile.ts';
import { bodyWith, dataOfType, eventTypes } from './samples.ts';
import { rowsOf } from './sheet-rows.ts';

/** The path of what is wrong with a message, or with its first refused row. */
function faultIn(reading: MessageReading): string | undefined {
  if (!reading.ok) return reading.problem.path;
  const { event } = reading;
  const rows = rowsOf(event);
  return rows.flatMap((row) => (row.ok ? [] : [row.problem.path]))[0];
}

const pathOf = (body: string): string | undefined => faultIn(readMessage(body));

/** Messages that are not refused where they ought to be. */
const wronglyTold = (messages: readonly { readonly body: string; readonly path: string }[]) =>
  messages.flatMap(({ body, path }) => {
    const found = pathOf(body);
    return found === path ? [] : [{ body, path, found }];
  });

/** Where an event holds a text of its sender, but for the names that the contract lists. */
const textPaths = eventTypes.flatMap((type) => {
  const walk = (value: unknown, path: string): readonly string[] =>
    typeof value === 'string'
      ? [path]
      : Object.entries(Object(value)).flatMap(([key, member]) =>
          walk(member, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`),
        );
  return walk(dataOfType[type], 'data').map((path) => ({ type, path }));
});

describe('a hostile message', () => {
  it('of another type of JSON anywhere is refused there', () => {
    expect(wrongTypes.length).toBeGreaterThan(1_000);
    expect(wronglyTold(wrongTypes)).toEqual([]);
  });

  it('with an unknown field in any object is refused for it, whatever prototype has a member of that name', () => {
    expect(unknownFields.length).toBeGreaterThan(100);
    expect(wronglyTold(unknownFields)).toEqual([]);
  });

  it('that names a key twice at any depth is refused for it', () => {
    expect(repeatedKeys.length).toBeGreaterThan(150);
    expect(wronglyTold(repeatedKeys)).toEqual([]);
  });

  it('with any naughty text in any place of text holds it to the letter, or is refused there', () => {
    for (const { type, path } of textPaths) {
      for (const text of naughtyTexts) {
        const reading = readMessage(bodyWith(type, path, text));
        const fault = faultIn(reading);
        if (fault !== undefined) expect({ text, fault }).toEqual({ text, fault: path });
        else expect(JSON.stringify(reading.ok && reading.event, digits)).toContain(JSON.stringify(text));
      }
    }
  });

  it('that is any text of JSONTestSuite, or holds one, is refused and says where', () => {
    for (const text of jsonTexts) {
      const alone = readMessage(text);
      expect(alone).toMatchObject({
        ok: false,
        original: text,
        problem: { expected: expect.stringMatching(/./) },
      });
      const body = bodyWith('relief.order.cancelled.v1', 'data.orderId', '@').replace(
        '"@"',
        () => `[${text}]`,
      );
      // A nest of hundreds is refused whole.
      const path = isJson(body) && !text.startsWith('[[[') ? /^data\.orderId/ : /^$/;
      expect({ body, path: pathOf(body) }).toEqual({ body, path: expect.stringMatching(path) });
    }
  });

  it.each(edgeNumbers)('of $text kg is so many grams, or refused', ({ text, grams }) => {
    const reading = readMessage(waybillOf(text, 'W-1', {}));
    if (grams === undefined)
      expect(reading).toMatchObject({ ok: false, problem: { path: 'data.lines[0].quantity' } });
    else expect(reading).toMatchObject({ ok: true, event: { lines: [{ quantity: grams }] } });
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const digits = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
