/** The files that commands read; `-` is standard input. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { system } from './words/system.ts';

export const standardInput = '-';

/** How messages name a file. */
export const nameOf = (file: string): string => (file === standardInput ? system('file.input') : file);
export const nameInEnglish = (file: string): string =>
  file === standardInput ? system.inEnglish('file.input') : file;

export const streamOf = (file: string): Readable =>
  file === standardInput ? process.stdin : createReadStream(file);

/** Why a file that was named cannot be read. */
export function fileSentence(file: string, code: string): string {
  switch (code) {
    case 'ENOENT':
      return system('file.none', { file });
    case 'EISDIR':
      return system('file.folder', { file });
    case 'EACCES':
      return system('file.closed', { file });
    default:
      return system('file.failed', { file, why: code });
  }
}
