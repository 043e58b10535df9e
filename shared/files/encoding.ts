/** The encodings of the offices' files: UTF-8, UTF-16 as Excel writes it, and CP949 where its sender says so. */
import { createMultibyteDecoder, createMultibyteEncoder } from '@exodus/bytes/multi-byte.js';

export const encodings = ['utf-8', 'cp949'] as const;
/** What a file may be in; UTF-16 is told by its byte order mark. */
export type Encoding = (typeof encodings)[number] | 'utf-16le' | 'utf-16be';

/** What WHATWG calls euc-kr is CP949 in full. */
const koreanOfWindows = 'euc-kr';

const startsWith = (bytes: Uint8Array, ...mark: readonly number[]): boolean =>
  mark.every((byte, at) => bytes[at] === byte);

/** The encoding that a byte order mark tells, or else the one that was named. */
export function encodingOf(bytes: Uint8Array, named: Encoding = 'utf-8'): Encoding {
  if (startsWith(bytes, 0xff, 0xfe)) return 'utf-16le';
  if (startsWith(bytes, 0xfe, 0xff)) return 'utf-16be';
  return startsWith(bytes, 0xef, 0xbb, 0xbf) ? 'utf-8' : named;
}

/** The text of a file, without a byte order mark; U+FFFD stands where its bytes are none of the encoding. */
export const decoded = (bytes: Uint8Array, encoding: Encoding): string =>
  encoding === 'cp949'
    ? createMultibyteDecoder(koreanOfWindows, true)(bytes)
    : new TextDecoder(encoding).decode(bytes);

/** Guarantees: a text that came in an encoding goes out in it; Excel knows Unicode by the byte order mark. */
export function encoded(text: string, encoding: Encoding): Uint8Array<ArrayBuffer> {
  switch (encoding) {
    case 'cp949':
      return inKorean(text);
    case 'utf-8':
      return new TextEncoder().encode(`\ufeff${text}`);
    default:
      return inUtf16(`\ufeff${text}`, encoding === 'utf-16le');
  }
}

/** A character that the encoding has no bytes for becomes a question mark. */
function inKorean(text: string): Uint8Array<ArrayBuffer> {
  const encode = createMultibyteEncoder(koreanOfWindows);
  try {
    return encode(text);
  } catch {
    return encode([...text].map((character) => (isEncodable(character) ? character : '?')).join(''));
  }
  function isEncodable(character: string): boolean {
    try {
      return encode(character).length > 0;
    } catch {
      return false;
    }
  }
}

function inUtf16(text: string, isLittleEndian: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at += 1) view.setUint16(2 * at, text.charCodeAt(at), isLittleEndian);
  return bytes;
}
