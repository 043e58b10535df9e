/** `relief completion`: a script by which a shell completes this command. */
import { Argument } from 'commander';
import { bashScript } from '../completion/bash.ts';
import { commandTree } from '../completion/command-tree.ts';
import { fishScript } from '../completion/fish.ts';
import { zshScript } from '../completion/zsh.ts';
import { examples, type Subcommand } from './command-line.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
const shells = ['bash', 'zsh', 'fish'] as const satisfies readonly (keyof typeof scripts)[];

export const completionCommand: Subcommand = (program, end) =>
  program
    .command('completion')
    .description('Print a script by which your shell completes commands, options, choices and files.')
    .addArgument(new Argument('<shell>', 'the shell to print it for').choices(shells))
    .addHelpText(
      'after',
      `
It completes the word "relief": with "alias relief='node <folder of this project>/tools/cli/bin.js'" in the file of your
shell, or with "npm link". Load it there too:
  bash   source <(relief completion bash)
  zsh    source <(relief completion zsh), after compinit
  fish   relief completion fish | source
${examples('completion bash > relief.bash')}`,
    )
    .action((shell: (typeof shells)[number]) => {
      process.stdout.write(scripts[shell](commandTree(program)));
      end(0);
    });
