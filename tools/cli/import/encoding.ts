/** The encodings of the offices' files: UTF-8, UTF-16 as Excel writes it, and CP949 where the command says so. */
import iconv from 'iconv-lite';

export const encodings = ['utf-8', 'cp949'] as const;
/** What a file may be in; UTF-16 is told by its byte order mark. */
export type Encoding = (typeof encodings)[number] | 'utf-16le' | 'utf-16be';

/** The encoding that a byte order mark tells, or else the one that was named. */
export function encodingOf(start: Buffer, named: Encoding = 'utf-8'): Encoding {
  const first = start.subarray(0, 2).toString('latin1');
  if (first === '\xff\xfe') return 'utf-16le';
  if (first === '\xfe\xff') return 'utf-16be';
  return start.subarray(0, 3).toString('latin1') === '\xef\xbb\xbf' ? 'utf-8' : named;
}

/** The text of a file, without a byte order mark; U+FFFD stands where its bytes are none of the encoding. */
export const decoded = (bytes: Buffer, encoding: Encoding): string => iconv.decode(bytes, encoding);

/** Guarantees: a text that came in an encoding goes out in it; Excel knows Unicode by the byte order mark. */
export const encoded = (text: string, encoding: Encoding): Buffer =>
  iconv.encode(text, encoding, { addBOM: encoding !== 'cp949' });
