/** The completion script for zsh, with what the help says beside each word. */
import type { CompletedCommand, CompletedOption, Value } from './command-tree.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** `_arguments` reads colons and brackets as its own. */
const escaped = (text: string): string => text.replaceAll(/[\\:[\]]/g, String.raw`\$&`);

function action(value: Value): string {
  if (value === 'file') return '_files';
  if (value === 'folder') return '_files -/';
  return value === 'text' ? ' ' : `(${value.join(' ')})`;
}

const functionOf = (path: string): string =>
  path === '' ? '_relief' : `_relief_${path.replaceAll(' ', '_')}`;

function optionSpecs({ names, about, value }: CompletedOption): readonly string[] {
  const others = names.length > 1 ? `(${names.join(' ')})` : '';
  return names.map((name) => {
    const takes = value !== undefined && name.startsWith('--') ? `${name}=` : name;
    return quoted(
      `${others}${takes}[${escaped(about)}]${value === undefined ? '' : `:${name.replace(/^-+/, '')}:${action(value)}`}`,
    );
  });
}

function commandFunction({ path, options, arguments: values, commands }: CompletedCommand): string {
  const specs = [
    ...options.flatMap(optionSpecs),
    ...values.map(({ name, value }, index) => quoted(`${index + 1}:${escaped(name)}:${action(value)}`)),
    ...(commands.length > 0 ? [quoted('1: :->command'), quoted('*:: :->rest')] : []),
  ];
  const name = functionOf(path);
  const argumentsText = specs.map((spec) => ` \\\n    ${spec}`).join('');
  if (commands.length === 0) return `${name}() {\n  _arguments${argumentsText}\n}`;
  return `${name}() {
  local state line
  local -a commands
  commands=(
${commands.map((each) => `    ${quoted(`${each.name}:${each.about}`)}`).join('\n')}
  )
  _arguments -C${argumentsText}
  case $state in
    command) _describe command commands ;;
    rest)
      case $line[1] in
${commands.map((each) => `        ${each.name}) ${functionOf(path === '' ? each.name : `${path} ${each.name}`)} ;;`).join('\n')}
      esac
      ;;
  esac
}`;
}

export const zshScript = (tree: readonly CompletedCommand[]): string => `#compdef relief
# Completion of relief for zsh; "relief completion zsh" prints it.

${tree.map(commandFunction).join('\n\n')}

if [[ $funcstack[1] == _relief ]]; then
  _relief "$@"
else
  compdef _relief relief
fi
`;
