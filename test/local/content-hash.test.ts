import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { markInUse, removeAllButNewest } from '../../tools/local/content-hash.ts';
import { makeDirectory, removeDirectory } from './fixture.ts';

let parent: string;
beforeEach(() => {
  parent = makeDirectory();
});
afterEach(() => removeDirectory(parent));

/** Directories that were made one after the other, the first one long ago. */
function make(...names: readonly string[]): void {
  for (const name of names) mkdirSync(join(parent, name));
}

const age = (...names: readonly string[]): void => {
  for (const [at, name] of names.entries()) utimesSync(join(parent, name), 1_000 + at, 1_000 + at);
};

/** The id of a process that has ended. */
async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'close');
  return child.pid ?? 0;
}

it('the newest stay, and so does what a process still reads, however old it is', async () => {
  make('read', 'left', 'old', 'new');
  markInUse(join(parent, 'read'));
  writeFileSync(join(parent, 'left', `used-by-${await endedProcess()}`), '');
  age('read', 'left', 'old', 'new');
  removeAllButNewest(parent, 1);
  expect(readdirSync(parent).toSorted()).toEqual(['new', 'read']);
});

it('what another process is making stays until it must have ended', () => {
  make('making.12', 'given-up.12', 'old', 'new');
  age('given-up.12', 'old', 'new');
  removeAllButNewest(parent, 1);
  expect(readdirSync(parent).toSorted()).toEqual(['making.12', 'new']);
});
