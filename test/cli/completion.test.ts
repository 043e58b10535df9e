import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { importKinds } from '../../shared/files/kinds.ts';
import { runRelief } from '../../tools/cli/relief.ts';
import { isOnPath } from '../stand-ins/path.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
const folder = mkdtempSync(join(tmpdir(), 'relief-completion-'));
const scripts = new Map<(typeof shells)[number], string>();

async function printed(...args: readonly string[]): Promise<string> {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((part) => {
    text += part;
    return true;
  });
  expect(await runRelief(args)).toBe(0);
  write.mockRestore();
  return text;
}

beforeAll(async () => {
  for (const shell of shells) scripts.set(shell, await printed('completion', shell));
  mkdirSync(join(folder, 'hand outs'));
  writeFileSync(join(folder, 'handovers of May.csv'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a shell prints that runs a program after the completion script, in a folder with a file and a folder. */
function inShell(shell: (typeof shells)[number], program: string): readonly string[] {
  const file = join(folder, `script.${shell}`);
  writeFileSync(file, `${scripts.get(shell)}\n${program}`);
  const { status, stdout, stderr } = spawnSync(shell, [file], {
    cwd: folder,
    encoding: 'utf8',
    // Of a locale that is named but not installed, bash complains.
    env: { ...process.env, LC_ALL: 'C' },
  });
  expect([stderr, status]).toEqual(['', 0]);
  return stdout.split('\n').filter((line) => line !== '');
}

/** The words that each shell offers behind the words of a command line, of which the last is being typed. */
const offered = {
  bash: (...words: readonly string[]) =>
    inShell(
      'bash',
      `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _relief; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ),
  fish: (...words: readonly string[]) =>
    inShell('fish', `complete -C'${words.join(' ')}'`).map((line) => line.split('\t')[0]),
};

describe.each(['bash', 'fish'] as const)('completion in %s', (shell) => {
  const words = offered[shell];

  it.runIf(isOnPath(shell))('offers subcommands, and those of a subcommand', () => {
    expect(words('relief', 'ex')).toEqual(['exceptions', 'export']);
    expect(words('relief', 'audit', 'o')).toEqual(
      shell === 'bash' ? ['open', 'observe'] : ['observe', 'open'],
    );
    expect(words('relief', 'help', 'te')).toEqual(['template']);
  });

  it.runIf(isOnPath(shell))('offers the kinds of an import, then files', () => {
    expect(words('relief', 'import', '').toSorted()).toEqual([...importKinds, 'events'].toSorted());
    const files = words('relief', 'import', '--order', 'order-1', 'handovers', 'hand').map((file = '') =>
      file.replaceAll('\\', '').replace(/\/$/, ''),
    );
    expect(files.toSorted()).toEqual(['hand outs', 'handovers of May.csv']);
  });

  it.runIf(isOnPath(shell))('offers the options of the command, and their choices', () => {
    expect(words('relief', 'payments', '--out')).toEqual(
      expect.arrayContaining(['--outputs', '--outstanding']),
    );
    expect(words('relief', 'payments', '--deci')).toEqual([]);
    expect(words('relief', 'import', 'counts', '--decimal', '').toSorted()).toEqual(['comma', 'point']);
    expect(words('relief', 'exceptions', '--order', 'order-1', '--status', 'h')).toEqual(['held']);
    expect(words('relief', 'audit', 'open', 'audit-1', '--unit', 'bo').toSorted()).toEqual(['bottle', 'box']);
  });

  it.runIf(isOnPath(shell))(
    'offers folders where a folder is meant, and nothing where only the user knows',
    () => {
      const folders = words('relief', 'export', 'hand').map((name = '') =>
        name.replaceAll('\\', '').replace(/\/$/, ''),
      );
      expect(folders).toEqual(['hand outs']);
      expect(words('relief', 'import', 'counts', '--order', '')).toEqual([]);
    },
  );
});

it.runIf(isOnPath('bash'))('knows a choice behind an equals sign, which bash takes for a word', () => {
  expect(offered.bash('relief', 'exceptions', '--status', '=', 'rej')).toEqual(['rejected']);
  expect(offered.bash('relief', 'exceptions', '--status', '=')).toEqual(['held', 'rejected']);
});

it.runIf(isOnPath('zsh'))('is a program of zsh', () => {
  const file = join(folder, 'relief.zsh');
  writeFileSync(file, scripts.get('zsh') ?? '');
  const { status, stderr } = spawnSync('zsh', ['-n', file], { encoding: 'utf8' });
  expect([stderr, status]).toEqual(['', 0]);
});

describe.each(shells)('the script for %s', (shell) => {
  it('holds every command that the help lists, and every option of each', async () => {
    const script = scripts.get(shell) ?? '';
    const commands = (await printed('--help')).matchAll(/^ {2}([a-z]+)(?: |$)/gm);
    for (const [, command = ''] of [...commands].filter(([, name]) => name !== 'help')) {
      const help = await printed(command, '--help');
      const options = [...help.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, name]) => name);
      expect(options.length, command).toBeGreaterThan(0);
      for (const name of [command, ...options]) expect(script, `${command} --${name}`).toContain(name);
    }
  });
});

it('has a script for no other shell', async () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(await runRelief(['completion', 'tcsh'])).toBe(2);
  write.mockRestore();
});
