import { describe, expect, it } from 'vitest';
import { readEvents } from '../../tools/cli/event-file.ts';

const bodies = (text: string): string[] => readEvents(text, 'f.json').map(({ body }) => body);

describe('an event file', () => {
  it('may hold one event over many lines, which is sent as it stands', () => {
    const text = '{\n  "id": "a",\n  "data": { "quantity": 5.0, "quantity": 12345678901234567890 }\n}\n';
    expect(bodies(text)).toEqual([text.trim()]);
  });

  it('may hold an array, whose elements keep their own text', () => {
    const first = '{ "id": "a", "note": "],{ \\" ", "list": [1, [2]] }';
    expect(bodies(`[ ${first} ,\n{"id":"b","n":1.50}]`)).toEqual([first, '{"id":"b","n":1.50}']);
    expect(bodies('[]')).toEqual([]);
  });

  it('may hold one event per line, with empty lines', () => {
    expect(bodies('\ufeff{"id":"a"}\r\n\r\n{"id":"b"}\n')).toEqual(['{"id":"a"}', '{"id":"b"}']);
  });

  it.each([
    ['', 'f.json is empty; expected one event, an array of events, or one event per line'],
    ['hello', 'f.json is not JSON'],
    ['7', 'f.json: expected one event, a JSON object'],
    ['[{"id":"a"}, 7]', 'f.json[1]: expected one event, a JSON object'],
    ['{"id":"a"}\n{"id":', 'f.json:2: expected one event, a JSON object'],
  ])('is refused where it holds no events: %j', (text, message) => {
    expect(() => readEvents(text, 'f.json')).toThrow(message);
  });
});
