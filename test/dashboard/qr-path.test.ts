import fc from 'fast-check';
import jsqr from 'jsqr';
import { describe, expect, it } from 'vitest';
import { qrPath } from '../../dashboard/cards/qr-path.ts';

/** What a camera sees of a code whose modules are so many pixels wide. */
function picture({ path, size }: ReturnType<typeof qrPath>, pixels: number) {
  const side = size * pixels;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, left, middle, length] of path.matchAll(/M(\d+) (\d+\.5)h(\d+)/g))
    for (let y = (Number(middle) - 0.5) * pixels; y < (Number(middle) + 0.5) * pixels; y += 1)
      for (let x = Number(left) * pixels; x < (Number(left) + Number(length)) * pixels; x += 1)
        data.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
  return { data, side };
}

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const tokens = fc
  .tuple(
    fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,60}$/),
    fc.string({ unit: fc.constantFrom(...digits), minLength: 12, maxLength: 12 }),
  )
  .map(([householdId, code]) => `https://relief.example.org/card#${householdId}.${code}`);

describe('the code of a card', () => {
  it('is read back, whatever household and code it is of', () => {
    fc.assert(
      fc.property(tokens, (text) => {
        const { data, side } = picture(qrPath(text), 2);
        expect(jsqr.default(data, side, side)?.data).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  it('is drawn in a few kilobytes, with light all around', () => {
    const { path, size } = qrPath('https://relief.example.org/card#KS-00001.ABCDEFGHJKMN');
    expect(path.length).toBeLessThan(3_000);
    const lines = [...path.matchAll(/M(\d+) (\d+)\.5h(\d+)/g)].map(([, x, y, length]) => [
      Number(x),
      Number(y),
      Number(length),
    ]);
    for (const [x = 0, y = 0, length = 0] of lines) {
      expect(Math.min(x, y, size - x - length, size - y - 1)).toBeGreaterThanOrEqual(4);
    }
  });
});
