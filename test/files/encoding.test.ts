import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decoded, encoded, encodingOf } from '../../shared/files/encoding.ts';

/** Every character that another library writes in CP949 with two bytes. */
const korean = Array.from({ length: 0xff7e }, (_, at) => String.fromCharCode(0x80 + at))
  .filter((character) => iconv.encode(character, 'cp949').length === 2)
  .join('');

describe('an encoding', () => {
  it('has every character of CP949, as others write it', () => {
    expect(korean).toHaveLength(17_048);
    const bytes = new Uint8Array(iconv.encode(korean, 'cp949'));
    expect(decoded(bytes, 'cp949')).toBe(korean);
    expect(Buffer.compare(encoded(korean, 'cp949'), bytes)).toBe(0);
  });

  it('writes a question mark for what CP949 has not', () => {
    expect(decoded(encoded('박 Ä 😀', 'cp949'), 'cp949')).toBe('박 ? ?');
  });

  it.each(['utf-8', 'utf-16le', 'utf-16be'] as const)(
    'is told by the mark that is written with it: %s',
    (encoding) => {
      const bytes = encoded('박,😀', encoding);
      expect(encodingOf(bytes, 'cp949')).toBe(encoding);
      expect(decoded(bytes, encoding)).toBe('박,😀');
      expect(iconv.decode(Buffer.from(bytes), encoding)).toBe('박,😀');
    },
  );
});
