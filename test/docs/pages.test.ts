import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runRelief } from '../../tools/cli/relief.ts';
import { projectRoot } from '../flows/desk.ts';
import { inlineCommands, linkedFiles, pages, shellBlocks } from './markdown.ts';

/** What the README's own test runs is not looked at here; of all else, at least the names must be right. */
const commandsOf = (page: string): readonly string[] => [
  ...inlineCommands(page),
  ...shellBlocks(page).flatMap(({ text }) =>
    text.split('\n').filter((line) => /^(npm|npx|python3) /.test(line)),
  ),
];

const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

afterEach(() => {
  vi.restoreAllMocks();
});

/** The help of a subcommand; empty where there is none. */
async function helpOf(subcommand: string): Promise<string> {
  let help = '';
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    help += text;
    return true;
  });
  const exitCode = await runRelief([subcommand, '--help']);
  return exitCode === 0 ? help : '';
}

describe.each(pages)('%s', (page) => {
  it('links to files that are there', () => {
    const gone = linkedFiles(page).filter((file) => !existsSync(join(projectRoot, dirname(page), file)));
    expect(gone).toEqual([]);
  });

  it('names commands and options that are there', async () => {
    for (const command of commandsOf(page)) {
      const [, script] = /^npm (?:run )?(\S+)/.exec(command) ?? [];
      if (script !== undefined && script !== 'ci') expect(Object.keys(scripts), command).toContain(script);
      const [, subcommand = '', rest = ''] =
        /^(?:npx relief|npm run relief --) ([a-z]+)(.*)$/.exec(command) ?? [];
      if (subcommand === '') continue;
      const help = await helpOf(subcommand);
      expect(help, command).toContain(`Usage: relief ${subcommand}`);
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(help, command).toContain(option);
    }
  });
});
