/** What reads and writes workbooks, with the functions of `fflate` that need no worker in place of those that do. */
import { type Unzipped, unzipSync, type Zippable, zipSync } from 'fflate/browser';

export { strFromU8, strToU8, zipSync } from 'fflate/browser';

type Done<T> = (error: Error | null, data: T) => void;

export const unzip = (bytes: Uint8Array, done: Done<Unzipped>): void =>
  settle(() => unzipSync(bytes), {}, done);

export const zip = (files: Zippable, done: Done<Uint8Array>): void =>
  settle(() => zipSync(files), new Uint8Array(), done);

function settle<T>(make: () => T, nothing: T, done: Done<T>): void {
  try {
    done(null, make());
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)), nothing);
  }
}
