import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Changes with every byte of the files below `inputs`, which are relative to the project's root, with `given`, and with Node's version. */
export function contentHash(projectRoot: string, inputs: readonly string[], given = ''): string {
  const hash = createHash('sha256').update(process.version).update(given);
  for (const input of inputs) {
    for (const file of filesBelow(join(projectRoot, input))) {
      hash.update(`\0${relative(projectRoot, file)}\0`).update(readFileSync(file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

function filesBelow(path: string): string[] {
  if (!existsSync(path)) {
    return [];
  }
  if (!statSync(path).isDirectory()) {
    return [path];
  }
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

/** Long after whatever makes one has ended. */
const unfinishedMs = 3_600_000;

/** Says that this process reads a directory for as long as it lives. */
export const markInUse = (directory: string): void =>
  writeFileSync(join(directory, `${usedBy}${process.pid}`), '');

const usedBy = 'used-by-';

/** Whether a process that reads it still lives. */
const isInUse = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true &&
  readdirSync(path).some((name) => name.startsWith(usedBy) && isAlive(Number(name.slice(usedBy.length))));

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Leaves of what `parent` holds the newest `kept`, what is in use, and what others are still making: names that end with a
 * process id.
 */
export function removeAllButNewest(parent: string, kept: number): void {
  const old = Date.now() - unfinishedMs;
  const byAge = readdirSync(parent)
    .map((name) => join(parent, name))
    .map((path) => ({ path, usedMs: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .filter(({ path, usedMs }) => usedMs < old || !/\.\d+$/.test(path))
    .sort((left, right) => right.usedMs - left.usedMs);
  for (const { path } of byAge.slice(kept)) {
    if (!isInUse(path)) rmSync(path, { recursive: true, force: true });
  }
}
