/** A place where a file is written once and never again: a bucket with Object Lock, or a folder. */
import { randomUUID } from 'node:crypto';
import { promises } from 'node:fs';
import { dirname, join } from 'node:path';

const { chmod, link, mkdir, readdir, readFile, rm, writeFile } = promises;

export interface WriteOnceStore {
  /** The keys that begin with a prefix, in order. */
  keys(prefix: string): Promise<readonly string[]>;
  /** What was first written under a key; `undefined` when nothing was. */
  read(key: string): Promise<string | undefined>;
  /** Guarantees: `there` when the key was written before, and then it is left as it was. */
  write(key: string, text: string): Promise<'written' | 'there'>;
}

/** A folder whose files are read-only from the moment they appear, whole. */
export class WriteOnceFolder implements WriteOnceStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async keys(prefix: string): Promise<readonly string[]> {
    const parent = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    const names = await readdir(join(this.#folder, parent)).catch(ofNothing);
    return (names ?? [])
      .filter((name) => !name.endsWith(unfinished))
      .map((name) => `${parent}${name}`)
      .filter((key) => key.startsWith(prefix))
      .sort();
  }

  async read(key: string): Promise<string | undefined> {
    return readFile(join(this.#folder, key), 'utf8').catch(ofNothing);
  }

  async write(key: string, text: string): Promise<'written' | 'there'> {
    const file = join(this.#folder, key);
    const draft = `${file}.${randomUUID()}${unfinished}`;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(draft, text, { flush: true });
    try {
      await chmod(draft, 0o444);
      // Unlike a rename, a link fails where something stands.
      await link(draft, file);
      return 'written';
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return 'there';
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
  }
}

const unfinished = '.unfinished';

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

function ofNothing(error: unknown): undefined {
  if (codeOf(error) === 'ENOENT') return undefined;
  throw error;
}
