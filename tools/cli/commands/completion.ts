/** `relief completion`: a script by which a shell completes this command. */
import { Argument } from 'commander';
import { bashScript } from '../completion/bash.ts';
import { commandTree } from '../completion/command-tree.ts';
import { fishScript } from '../completion/fish.ts';
import { zshScript } from '../completion/zsh.ts';
import { upkeep } from '../words/upkeep.ts';
import { examples, type Subcommand } from './command-line.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
const shells = ['bash', 'zsh', 'fish'] as const satisfies readonly (keyof typeof scripts)[];

export const completionCommand: Subcommand = (program, end) =>
  program
    .command('completion')
    .description(upkeep('completion.help'))
    .addArgument(new Argument('<shell>', upkeep('completion.shell')).choices(shells))
    .addHelpText('after', `${upkeep('completion.about')}${examples('completion bash > relief.bash')}`)
    .action((shell: (typeof shells)[number]) => {
      process.stdout.write(scripts[shell](commandTree(program)));
      end(0);
    });
