/** The folder that an export writes to: files written piece by piece, each with its digest. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { CliError, exitCodes } from '../cli-error.ts';
import { upkeep } from '../words/upkeep.ts';

export interface WrittenFile {
  readonly file: string;
  readonly lines: number;
  readonly sha256: string;
}

/** Written last, when everything else is there. */
export const manifestFile = 'manifest.json';

export class ExportFolder {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  path(file: string): string {
    return join(this.#directory, file);
  }

  /** Makes the folder. Errors: a `CliError` if it is not empty, as two exports must not mix. */
  async open(): Promise<void> {
    await this.#orCliError(async () => {
      await makeFolder(this.#directory);
      const others = (await readdir(this.#directory)).filter((name) => !name.startsWith('.'));
      if (others.length === 0) return;
      const isUnfinished = others.includes('tables') && !others.includes(manifestFile);
      throw new CliError(
        isUnfinished
          ? upkeep('export.unfinished', { directory: this.#directory })
          : upkeep('export.notEmpty', { directory: this.#directory }),
        exitCodes.badInput,
      );
    });
  }

  /** Errors: a `CliError` when the folder cannot be written. */
  async write(file: string, chunks: () => AsyncIterable<string> | Iterable<string>): Promise<WrittenFile> {
    return this.#orCliError(async () => {
      const path = this.path(file);
      await mkdir(dirname(path), { recursive: true });
      const hash = createHash('sha256');
      const stream = createWriteStream(path);
      const done = finished(stream);
      // Thrown by the write that waits, or at the end.
      done.catch(() => {});
      let lines = 0;
      for await (const chunk of chunks()) {
        hash.update(chunk);
        lines += 1;
        if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), done]);
      }
      stream.end();
      await done;
      return { file, lines, sha256: hash.digest('hex') };
    });
  }

  async #orCliError<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
      throw new CliError(
        upkeep('export.failed', { directory: this.#directory, why: cause.message }),
        exitCodes.badInput,
        {
          cause,
        },
      );
    }
  }
}

/** `mkdir` with `recursive` never ends where a folder that exists takes no others, as in `/proc`. */
async function makeFolder(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EEXIST') return;
    const parent = dirname(directory);
    if (code !== 'ENOENT' || parent === directory || existsSync(parent)) throw cause;
    await makeFolder(parent);
    await mkdir(directory);
  }
}
