import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runPackagedPython } from './python.ts';

const folder = mkdtempSync(join(tmpdir(), 'relief-python-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (program: string, ...args: readonly string[]) => {
  const file = join(folder, 'program.py');
  writeFileSync(file, program);
  return runPackagedPython(file, ...args);
};

describe('the Python that comes with npm', () => {
  it('runs a file on the files of this machine, and returns what it prints', async () => {
    writeFileSync(join(folder, 'data.txt'), 'é 米 😀');
    const program =
      'import sys; print(open(sys.argv[1], encoding="utf-8").read()); print("!", file=sys.stderr)';
    expect(await run(program, join(folder, 'data.txt'))).toEqual({
      status: 0,
      stdout: 'é 米 😀\n',
      stderr: '!\n',
    });
  });

  it('returns how a program ended', async () => {
    expect(await run('import sys; sys.exit(3)')).toMatchObject({ status: 3 });
    expect(await run('import sys; sys.exit("wrong")')).toMatchObject({ status: 1, stderr: 'wrong\n' });
    expect(await run('1 / 0')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('ZeroDivisionError'),
    });
  });
});
