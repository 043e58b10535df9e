/** The files that commands read; `-` is standard input. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';

export const standardInput = '-';

/** How messages name a file. */
export const nameOf = (file: string): string => (file === standardInput ? 'standard input' : file);

export const streamOf = (file: string): Readable =>
  file === standardInput ? process.stdin : createReadStream(file);

/** Why a file that was named cannot be read. */
export function fileSentence(file: string, code: string): string {
  switch (code) {
    case 'ENOENT':
      return `There is no file ${file}`;
    case 'EISDIR':
      return `${file} is a folder, not a file`;
    case 'EACCES':
      return `You may not read the file ${file}`;
    default:
      return `Cannot read the file ${file} (${code})`;
  }
}
