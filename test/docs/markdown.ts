/** The project's own pages: their commands, what those are said to print, and where their links lead. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { projectRoot } from '../flows/desk.ts';

export interface Block {
  readonly page: string;
  readonly line: number;
  readonly text: string;
  /** What the block of text right after it says that its commands print. */
  readonly printed: string | undefined;
}

const folders = ['docs', 'examples', 'functions', 'infra', 'tools', 'dashboard', 'shared'];

/** Every Markdown file, by its path from the project's folder. */
export const pages: readonly string[] = [
  ...readdirSync(projectRoot).filter((name) => name.endsWith('.md')),
  ...folders.flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
      .map((entry) => relative(projectRoot, join(entry.parentPath, entry.name))),
  ),
];

export const textOf = (page: string): string => readFileSync(join(projectRoot, page), 'utf8');

const fenced = /^```(\w*)\n(.*?)^```$/gms;

/** The blocks of shell commands of a page, in their order. */
export function shellBlocks(page: string): readonly Block[] {
  const text = textOf(page);
  const fences = [...text.matchAll(fenced)];
  return fences.flatMap(([whole, language, body = ''], index) => {
    if (language !== 'sh') return [];
    const { index: start = 0 } = fences[index] ?? {};
    const next = fences[index + 1];
    const isRightAfter = next?.[1] === 'text' && text.slice(start + whole.length, next.index).trim() === '';
    return [
      {
        page,
        line: text.slice(0, start).split('\n').length + 1,
        text: body,
        printed: isRightAfter ? next?.[2] : undefined,
      },
    ];
  });
}

/** The commands that a page names in its running text. */
export const inlineCommands = (page: string): readonly string[] =>
  [
    ...textOf(page)
      .replaceAll(fenced, '')
      .matchAll(/`((?:npm|npx) [^`]+)`/g),
  ].map(([, command = '']) => command.replaceAll(/\s+/g, ' '));

/** Links and pictures of a page that lead to files of the project. */
export const linkedFiles = (page: string): readonly string[] =>
  [...textOf(page).matchAll(/\]\(([^)\s#]+)[^)]*\)|src="([^"]+)"/g)]
    .map(([, link, picture]) => link ?? picture ?? '')
    .filter((target) => !/^https?:/.test(target));

/** Links of a page that lead to a heading, of its own or of another page: the page that has it, and its anchor. */
export const linkedHeadings = (page: string): readonly { readonly on: string; readonly anchor: string }[] =>
  [...textOf(page).matchAll(/\]\(([^)\s#:]*)#([^)\s]+)\)/g)].map(([, file = '', anchor = '']) => ({
    on: file === '' ? page : join(dirname(page), file),
    anchor,
  }));

/** The anchors of a page's headings, as GitHub makes them. */
export const anchorsOf = (page: string): readonly string[] =>
  [
    ...textOf(page)
      .replaceAll(fenced, '')
      .matchAll(/^#+ (.+)$/gm),
  ].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
