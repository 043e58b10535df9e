/** What can be completed, read from the commands as they are declared: no script knows more than the help does. */
import type { Argument, Command, Option } from 'commander';

/** What a value may be: one of these words, a file, or a folder; `text` is something that only its user knows. */
export type Value = readonly string[] | 'file' | 'folder' | 'text';

export interface CompletedOption {
  /** Such as `-h` and `--help`. */
  readonly names: readonly string[];
  readonly about: string;
  /** What follows it; a switch has nothing. */
  readonly value?: Value;
}

export interface CompletedArgument {
  readonly name: string;
  readonly value: Value;
}

export interface CompletedCommand {
  /** The words that lead to it, such as `audit open`; none for the program itself. */
  readonly path: string;
  readonly options: readonly CompletedOption[];
  readonly arguments: readonly CompletedArgument[];
  readonly commands: readonly { readonly name: string; readonly about: string }[];
}

/** By the name that the help shows for a value. */
const places: Readonly<Record<string, Value>> = { file: 'file', dir: 'folder' };

const valueNamed = (choices: readonly string[] | undefined, name: string): Value =>
  choices ?? places[name] ?? 'text';

function completedOption({ short, long, flags, argChoices, description }: Option): CompletedOption {
  const names = [short, long].filter((name) => name !== undefined);
  const placeholder = /[<[]([\w-]+)/.exec(flags)?.[1];
  return {
    names,
    about: description,
    ...(placeholder !== undefined && { value: valueNamed(argChoices, placeholder) }),
  };
}

const completedArgument = (argument: Argument): CompletedArgument => ({
  name: argument.name(),
  value: valueNamed(argument.argChoices, argument.name()),
});

/** Every command of a program, the program itself first. */
export function commandTree(command: Command, path = ''): readonly CompletedCommand[] {
  const help = command.createHelp();
  const program = path === '' ? [] : help.visibleOptions(root(command));
  const own = help.visibleOptions(command);
  const commands = help.visibleCommands(command);
  // "help" has every command behind it.
  const topics = commands.map((each) => each.name()).filter((name) => name !== 'help');
  const isHelp = command.name() === 'help';
  return [
    {
      path,
      options: [...own, ...program.filter(({ long }) => long === '--lang')].map(completedOption),
      arguments: isHelp ? [] : command.registeredArguments.map(completedArgument),
      commands: commands.map((each) => ({ name: each.name(), about: help.subcommandDescription(each) })),
    },
    ...commands.flatMap((each) =>
      each.name() === 'help'
        ? [{ path: joined(path, 'help'), options: [], arguments: [topicsOf(topics)], commands: [] }]
        : commandTree(each, joined(path, each.name())),
    ),
  ];
}

const topicsOf = (names: readonly string[]): CompletedArgument => ({ name: 'command', value: names });

const joined = (path: string, name: string): string => (path === '' ? name : `${path} ${name}`);

const root = (command: Command): Command => (command.parent === null ? command : root(command.parent));
