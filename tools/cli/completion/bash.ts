/** The completion script for bash, from 3.2 on, which is what macOS has. */
import type { CompletedCommand, Value } from './command-tree.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** How a value is told to the function: its words, or what kind it is of. */
const valueText = (value: Value): string => quoted(typeof value === 'string' ? `@${value}` : value.join(' '));

const isPath = ({ path }: CompletedCommand): string => quoted(path);

function optionCases({ path, options }: CompletedCommand): readonly string[] {
  return options.flatMap(({ names, value }) =>
    value === undefined
      ? []
      : [`    ${names.map((name) => quoted(`${path} ${name}`)).join('|')}) takes=${valueText(value)} ;;`],
  );
}

function commandCase(command: CompletedCommand): string {
  const { options, arguments: values, commands } = command;
  const names = options.flatMap((option) => option.names);
  return `    ${isPath(command)})
      options=${quoted(names.join(' '))}
      commands=${quoted(commands.map(({ name }) => name).join(' '))}
      values=(${values.map(({ value }) => valueText(value)).join(' ')})
      ;;`;
}

export const bashScript = (
  tree: readonly CompletedCommand[],
): string => `# Completion of relief for bash; "relief completion bash" prints it.

# What the option $2 of the command $1 takes; nothing for a switch.
_relief_takes() {
  takes=''
  case "$1 $2" in
${tree.flatMap(optionCases).join('\n')}
  esac
}

# The options, subcommands and arguments of the command $1.
_relief_command() {
  options='' commands='' values=()
  case "$1" in
${tree.map(commandCase).join('\n')}
  esac
}

_relief() {
  local current=\${COMP_WORDS[COMP_CWORD]} path='' at=0 takes='' options commands values word i
  COMPREPLY=()
  _relief_command ''
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $word == '=' ]]; then continue
    elif [[ -n $takes ]]; then takes=''
    elif [[ $word == -* ]]; then _relief_takes "$path" "$word"
    elif [[ " $commands " == *" $word "* ]]; then
      path=\${path:+$path }$word at=0
      _relief_command "$path"
    else at=$((at + 1))
    fi
  done
  [[ $current == '=' ]] && current=''
  if [[ -z $takes ]]; then
    if [[ $current == -* ]]; then takes=$options
    else takes="\${values[at]-}"
      [[ -n $commands && $at == 0 ]] && takes=$commands
    fi
  fi
  case $takes in
    @file) compopt -o filenames 2>/dev/null; word=-f ;;
    @folder) compopt -o filenames 2>/dev/null; word=-d ;;
    @text | '') return ;;
    *) word='' ;;
  esac
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(
    if [[ -n $word ]]; then compgen "$word" -- "$current"; else compgen -W "$takes" -- "$current"; fi
  )
}

complete -F _relief relief
`;
