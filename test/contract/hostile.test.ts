import { describe, expect, it } from 'vitest';
import { type MessageReading, readMessage } from '../../shared/contract/read-message.ts';
import type { ReliefEvent } from '../../shared/domain/events.ts';
import {
  edgeNumbers,
  jsonTexts,
  naughtyTexts,
  repeatedKeys,
  unknownFields,
  waybillOf,
  wrongTypes,
} from '../support/hostile.ts';
import { body, bodyWith, dataOfType, eventTypes } from './samples.ts';
import { rowsOf } from './sheet-rows.ts';

/** The paths of all that is wrong with a message, or with its refused rows; first the one that its sender is told first. */
function faultsIn(reading: MessageReading): readonly string[] {
  const refused = reading.ok ? rowsOf(reading.event).flatMap((row) => (row.ok ? [] : [row])) : [reading];
  return refused.flatMap(({ problem, faults }) => [problem.path, ...faults.map(({ path }) => path)]);
}

const pathOf = (body: string): string | undefined => faultsIn(readMessage(body))[0];

/** Messages that are not refused where they ought to be. */
const wronglyTold = (messages: readonly { readonly body: string; readonly path: string }[]) =>
  messages.flatMap(({ body, path }) => {
    const found = pathOf(body);
    return found === path ? [] : [{ body, path, found }];
  });

/** Where an event holds a text of its sender, but for the names that the contract lists. */
function textPaths(value: unknown, path = 'data'): readonly string[] {
  if (typeof value === 'string') return [path];
  return Object.entries(Object(value)).flatMap(([key, member]) =>
    textPaths(member, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`),
  );
}

/** The value with each text replaced that `texts` holds one for. */
function withTexts(value: unknown, texts: ReadonlyMap<string, string>, path = 'data'): unknown {
  if (typeof value === 'string') return texts.get(path) ?? value;
  if (Array.isArray(value))
    return value.map((member, index) => withTexts(member, texts, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, withTexts(member, texts, `${path}.${key}`)]),
  );
}

/**
 * Sends an event with all of `texts`, and without those that were refused, until it is taken; gives the texts that it
 * then holds, and the places of which a fault was told although they held what they ought to.
 *
 * So one event tries a text in each of its places, and nothing hides: a place whose own text is refused is told in this
 * round or, where another fault came first, in the next. Whatever is told in the wrong place is told there again when
 * nothing naughty is left in it.
 */
function takenOf(type: ReliefEvent['type'], texts: ReadonlyMap<string, string>) {
  const left = new Map(texts);
  for (;;) {
    const reading = readMessage(body(type, withTexts(dataOfType[type], left)));
    const faults = new Set(faultsIn(reading));
    if (reading.ok && faults.size === 0) return { left, event: reading.event, wronglyRefused: [] };
    const wronglyRefused = [...faults].filter((path) => !left.delete(path));
    if (wronglyRefused.length > 0) return { left, event: undefined, wronglyRefused };
  }
}

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

  it.each(eventTypes)(
    'with any naughty text in any place of text of %s holds it to the letter, or is refused there',
    (type) => {
      const places = textPaths(dataOfType[type]);
      // Each place gets each text in its turn, and no two places of an event the same one.
      const wrong = naughtyTexts.flatMap((_, turn) => {
        const texts = new Map(
          places.map((place, index) => [place, naughtyTexts[(turn + index) % naughtyTexts.length] ?? '']),
        );
        const { left, event, wronglyRefused } = takenOf(type, texts);
        const held = JSON.stringify(event, readAndNotKept) ?? '';
        const lost = [...left].filter(([, text]) => !held.includes(JSON.stringify(text)));
        return lost.length + wronglyRefused.length === 0 ? [] : [{ texts, lost, wronglyRefused }];
      });
      expect(wrong).toEqual([]);
    },
  );

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

/** An event as it was read, without the rows that are kept as they came. */
const readAndNotKept = (key: string, value: unknown): unknown => {
  if (key === 'original') return undefined;
  return typeof value === 'bigint' ? value.toString() : value;
};
