import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../flows/desk.ts';
import { shellBlocks, textOf } from './markdown.ts';

const readme = textOf('README.md');
/** The row of the table of the tree for each folder, by its name. */
const tree = new Map(
  [...readme.matchAll(/^\| `(\w+)\/` \| (.*) \|$/gm)].map(([, folder = '', holds = '']) => [folder, holds]),
);
const foldersIn = (folder: string): readonly string[] =>
  readdirSync(join(projectRoot, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

describe('the README', () => {
  it('is at most 110 lines long', () => {
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(110);
  });

  it('begins with two commands, and needs no other to start', () => {
    expect(shellBlocks('README.md').map(({ text }) => text.replaceAll(/ *#.*/g, ''))).toEqual([
      'npm ci && npm run demo\nnpm ci && npm test\n',
    ]);
  });

  it('names folders that are there, every room of shared among them', () => {
    expect([...tree.keys()].filter((folder) => !existsSync(join(projectRoot, folder)))).toEqual([]);
    const rooms = [...(tree.get('shared') ?? '').matchAll(/`(\w+)`/g)].map(([, room]) => room);
    expect(rooms.toSorted()).toEqual(foldersIn('shared').toSorted());
  });

  it('says how far the project is, under which licence, and where help is', () => {
    for (const word of [
      'not released',
      'never run on a real AWS account',
      'LICENSE',
      'CONTRIBUTING.md',
      'SECURITY.md',
    ])
      expect(readme).toContain(word);
  });
});
