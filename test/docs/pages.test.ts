import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runRelief } from '../../tools/cli/relief.ts';
import { projectRoot } from '../flows/desk.ts';
import { anchorsOf, inlineCommands, linkedFiles, linkedHeadings, pages, shellBlocks } from './markdown.ts';

/** What other tests run is right for good; of all commands, at least the names must be. */
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

  it('links to headings that are there', () => {
    const gone = linkedHeadings(page).filter(({ on, anchor }) => !anchorsOf(on).includes(anchor));
    expect(gone).toEqual([]);
  });

  it('never has npx ask the public registry for a name that is not this project’s', () => {
    expect(commandsOf(page).filter((command) => /npx relief \w/.test(command))).toEqual([]);
  });

  it('names commands and options that are there', async () => {
    for (const command of commandsOf(page)) {
      const [, script] = /^npm (?:run )?(?:-s )?(\S+)/.exec(command) ?? [];
      if (script !== undefined && script !== 'ci') expect(Object.keys(scripts), command).toContain(script);
      const [, subcommand = '', rest = ''] = /^npm run (?:-s )?relief -- ([a-z]+)(.*)$/.exec(command) ?? [];
      if (subcommand === '') continue;
      const help = await helpOf(subcommand);
      expect(help, command).toContain(`Usage: relief ${subcommand}`);
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(help, command).toContain(option);
    }
  });
});
