import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../flows/desk.ts';

const folder = mkdtempSync(join(tmpdir(), 'relief-bin-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a command says, on either output; it must end well, every part of it. */
const inShell = (command: string, cwd = projectRoot): string =>
  execFileSync('bash', ['--norc', '-o', 'pipefail', '-c', `${command} 2>&1`], { cwd, encoding: 'utf8' });

describe('the command', () => {
  it('is there as a bin of the package', () => {
    expect(inShell('npx --no-install relief --help')).toMatch(/^Usage: relief /);
  });

  it('reads files from where the user is, not from where npm runs its scripts', () => {
    writeFileSync(join(folder, 'not.json'), 'not JSON');
    const said = inShell(
      `! npm --prefix "${projectRoot}" run --silent relief -- verify --outputs not.json`,
      folder,
    );
    expect(said).toBe('The outputs file not.json is not JSON\n');
  });

  it('runs on a Node without SQLite, which only the local system needs', () => {
    expect(inShell('node --no-experimental-sqlite tools/cli/bin.js --help')).toMatch(/^Usage: relief /);
  });

  it('stops quietly when whoever reads its output has read enough', () => {
    expect(inShell('node tools/cli/bin.js --help | head -n 1')).toMatch(/^Usage: relief .*\n$/);
  });

  it.skipIf(!existsSync('/dev/full'))('says in one line where its output finds no room', () => {
    expect(inShell('! (node tools/cli/bin.js --help > /dev/full)')).toMatch(
      /^The output cannot be written: .*no space left on device.*\n$/,
    );
  });
});
