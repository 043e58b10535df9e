/** The help and the usage errors of commander, in the language of the user: it has no other than English itself. */
import type { Argument, Command, Help, Option } from 'commander';
import { usage as english } from './en/usage.ts';
import { widthOf } from './width.ts';
import { room } from './words.ts';

export const usage = room(english, async () => (await import('./ko/usage.ts')).usage);

type Key = keyof typeof english;

const titles = ['Usage', 'Arguments', 'Options', 'Commands', 'Global Options'] as const;

const titleText = (title: string): string => {
  const known = titles.find((name) => title === `${name}:`);
  return known === undefined ? title : usage(known);
};

const withPlaceholders = (text: string): string =>
  text.replace('[options]', usage('usage.options')).replace('[command]', usage('usage.command'));

/** What it takes, and what it takes where nothing is said. */
function described({ description, argChoices, defaultValue }: Argument | Option): string {
  const facts = [
    argChoices &&
      usage('choices', { choices: argChoices.map((choice) => JSON.stringify(choice)).join(', ') }),
    defaultValue === undefined ? undefined : usage('default', { value: JSON.stringify(defaultValue) }),
  ].filter((fact) => fact !== undefined);
  return [description, facts.length > 0 ? `(${facts.join(', ')})` : ''].filter(Boolean).join(' ');
}

const programOf = (command: Command): Command =>
  command.parent === null ? command : programOf(command.parent);

const helpWords: Partial<Help> = {
  showGlobalOptions: true,
  visibleGlobalOptions: (command) =>
    command.parent === null ? [] : programOf(command).options.filter(({ long }) => long !== '--version'),
  displayWidth: widthOf,
  styleTitle: titleText,
  styleUsage: withPlaceholders,
  styleSubcommandTerm: withPlaceholders,
  optionDescription: described,
  argumentDescription: described,
};

/** Groups of a pattern fill in the phrase, by their names. */
const errors: readonly (readonly [pattern: RegExp, key: Key])[] = [
  [/^error: missing required argument '(?<name>.+)'$/, 'error.argument'],
  [/^error: option '(?<option>.+)' argument missing$/, 'error.value'],
  [/^error: required option '(?<option>.+)' not specified$/, 'error.option'],
  [/^error: option '(?<option>.+)' cannot be used with option '(?<other>.+)'$/, 'error.conflict'],
  [/^error: unknown option '(?<option>.+)'$/, 'error.unknown'],
  [
    /^error: too many arguments for '(?<command>.+)'\. Expected (?<count>\d+) arguments? but got (?<found>\d+)\.$/,
    'error.many',
  ],
  [/^error: unknown command '(?<command>.+)'$/, 'error.command'],
  [
    /^error: command-argument value '(?<value>.*)' is invalid for argument '(?<name>.+)'\. Allowed choices are (?<choices>.+)\.$/,
    'error.choice',
  ],
  [
    /^error: option '(?<option>.+)' argument '(?<value>.*)' is invalid\. Allowed choices are (?<choices>.+)\.$/,
    'error.optionChoice',
  ],
  [/^\(Did you mean one of (?<names>.+)\?\)$/, 'error.meantOne'],
  [/^\(Did you mean (?<name>.+)\?\)$/, 'error.meant'],
];

function errorText(line: string): string {
  for (const [pattern, key] of errors) {
    const found = pattern.exec(line);
    if (found !== null) return usage(key, { ...found.groups });
  }
  return line;
}

/** Has a program speak the language, and all subcommands that it is given from now on. */
export const inLanguage = (program: Command): Command =>
  program
    .configureHelp(helpWords)
    .configureOutput({
      outputError: (text, write) => write(text.split('\n').map(errorText).join('\n')),
    })
    .helpOption('-h, --help', usage('help'))
    .helpCommand('help [command]', usage('help'))
    .showHelpAfterError(usage('showsHow'));
