import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../shared/domain/canonical.ts';

describe('canonical JSON', () => {
  it.each([
    // RFC 8785, 3.2.2 and 3.2.4
    [
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    ],
    // RFC 8785, 3.2.3: by UTF-16 code units, so the emoji's surrogates come before U+FB33
    [
      '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}',
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    ],
    ['-0', '0'],
    ['[56,{"d":true,"10":null,"1":[]}]', '[56,{"1":[],"10":null,"d":true}]'],
    ['{"__proto__":1,"b":2}', '{"__proto__":1,"b":2}'],
    ['"\\ud800"', '"\\ud800"'],
  ])('of %s', (text, canonical) => expect(canonicalJson(JSON.parse(text))).toBe(canonical));

  it.each([
    [0, '0'],
    [Number.MIN_VALUE, '5e-324'],
    [Number.MAX_VALUE, '1.7976931348623157e+308'],
    [9007199254740992, '9007199254740992'],
    [295147905179352830000, '295147905179352830000'],
    [999999999999999700000, '999999999999999700000'],
    [1e21, '1e+21'],
    [9.999999999999997e-7, '9.999999999999997e-7'],
    [0.000001, '0.000001'],
    [333333333.3333332, '333333333.3333332'],
  ])('of the number %s (RFC 8785, appendix B)', (number, canonical) =>
    expect(canonicalJson(number)).toBe(canonical),
  );

  it.each([2, 31, 32, 33, 60, 1_200])('sorts %i names, be they few or many, long or met before', (count) => {
    const names = Array.from({ length: count }, (_, index) => `${'n'.repeat(index % 70)}${count - index}`);
    const sorted = names.toSorted();
    const texts = sorted.map((name) => `${JSON.stringify(name)}:${JSON.stringify(name)}`);
    const value = Object.fromEntries(names.map((name) => [name, name]));
    for (const _ of ['first', 'again']) expect(canonicalJson(value)).toBe(`{${texts.join(',')}}`);
  });

  it('holds no number that is not finite', () => {
    expect(() => canonicalJson([Number.NaN])).toThrow(
      new TypeError('JSON holds finite numbers only, not NaN'),
    );
    expect(() => canonicalJson(Number.POSITIVE_INFINITY)).toThrow(TypeError);
  });

  it('is JSON of the same value, and its own canonical text', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const canonical = canonicalJson(JSON.parse(text));
        expect(canonicalJson(JSON.parse(canonical))).toBe(canonical);
        expect(JSON.parse(canonical)).toEqual(JSON.parse(JSON.stringify(JSON.parse(text))));
      }),
    );
  });
});
