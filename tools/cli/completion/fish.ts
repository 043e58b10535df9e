/** The completion script for fish, with what the help says beside each word. */
import type { CompletedCommand, Value } from './command-tree.ts';

const quoted = (text: string): string => `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;

function action(value: Value): string {
  if (value === 'file') return '-F';
  if (value === 'folder') return "-a '(__fish_complete_directories)'";
  return value === 'text' ? '' : `-a ${quoted(value.join(' '))}`;
}

/** What stands behind the word of an option. */
function optionAction(value: Value | undefined): string {
  if (value === undefined) return '';
  return value === 'file' ? ' -r -F' : ` -x ${action(value)}`.trimEnd();
}

function lines({ path, options, arguments: values, commands }: CompletedCommand): readonly string[] {
  const inIt = (at?: number): string =>
    `-n ${quoted(`__relief_is ${JSON.stringify(path)}${at === undefined ? '' : ` ${at}`}`)}`;
  return [
    ...commands.map(
      ({ name, about }) => `complete -c relief ${inIt(0)} -a ${quoted(name)} -d ${quoted(about)}`,
    ),
    ...(commands.length > 0
      ? []
      : values
          .map(({ value }, at) => [at, action(value)] as const)
          .filter(([, does]) => does !== '')
          .map(([at, does]) => `complete -c relief ${inIt(at)} ${does}`)),
    ...options.map(({ names, about, value }) => {
      const flags = names.map((name) =>
        name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
      );
      return `complete -c relief ${inIt()} ${flags.join(' ')}${optionAction(value)} -d ${quoted(about)}`;
    }),
  ];
}

const takers = ({ path, options }: CompletedCommand): readonly string[] =>
  options.flatMap(({ names, value }) =>
    value === undefined ? [] : names.map((name) => quoted(`${path} ${name}`)),
  );

export const fishScript = (
  tree: readonly CompletedCommand[],
): string => `# Completion of relief for fish; "relief completion fish" prints it.

# Whether the command line is at the command $argv[1], and there at the argument $argv[2], from 0.
function __relief_is
    set -l path ''
    set -l at 0
    set -l skips 0
    for word in (commandline -opc)[2..]
        if test $skips = 1
            set skips 0
            continue
        end
        switch $word
            case '-*'
                switch "$path $word"
                    case ${tree.flatMap(takers).join(' ')}
                        set skips 1
                end
            case '*'
                set -l longer (string trim "$path $word")
                if contains $longer ${tree.flatMap(({ path }) => (path === '' ? [] : [quoted(path)])).join(' ')}
                    set path $longer
                    set at 0
                else
                    set at (math $at + 1)
                end
        end
    end
    test "$path" = $argv[1]; and begin
        test (count $argv) = 1; or test $at = $argv[2]
    end
end

complete -c relief -f
${tree.flatMap(lines).join('\n')}
`;
