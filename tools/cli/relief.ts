/** The `relief` command. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { type ExitCode, exitCodes, reportError } from './cli-error.ts';
import { auditCommand } from './commands/audit.ts';
import { cardsCommand, publishCommand } from './commands/cards.ts';
import { type End, examples, type Subcommand } from './commands/command-line.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exceptionsCommand } from './commands/exceptions.ts';
import { exportCommand } from './commands/export.ts';
import { findCommand } from './commands/find.ts';
import { anomaliesCommand, noteCommand } from './commands/findings.ts';
import { importCommand } from './commands/import.ts';
import { listCommand } from './commands/list.ts';
import { retryCommand, voidCommand } from './commands/operator.ts';
import { readersCommand } from './commands/readers.ts';
import { reportCommand } from './commands/report.ts';
import { sendCommand } from './commands/send.ts';
import { templateCommand } from './commands/template.ts';
import { sealCommand, verifyCommand } from './commands/verify.ts';
import { withdrawCommand } from './commands/withdraw.ts';

const subcommands: readonly Subcommand[] = [
  sendCommand,
  importCommand,
  templateCommand,
  reportCommand,
  findCommand,
  listCommand,
  cardsCommand,
  publishCommand,
  exceptionsCommand,
  anomaliesCommand,
  noteCommand,
  auditCommand,
  retryCommand,
  withdrawCommand,
  voidCommand,
  verifyCommand,
  sealCommand,
  exportCommand,
  doctorCommand,
  readersCommand,
];

const packageFile = join(import.meta.dirname, '..', '..', 'package.json');

/** The command line; `end` receives the exit code of the command that ran. */
function reliefCommand(end: End): Command {
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  const program = new Command('relief')
    .description(
      'Send events to a relief ledger, import files, and read its books.\n\nRun it as "npm run relief -- <command>" in the folder of this project.',
    )
    .version(version)
    .exitOverride()
    .showHelpAfterError('(--help shows how)')
    .addHelpText(
      'after',
      `${examples(
        'send policy-orders examples/kaesong/events/02-order.json --wait',
        'list KS-R01 --order order-2020-08-05 --not-served',
        'import handovers sheet.csv --centre KS-R01 --order order-2020-08-05 --wait',
        'report order-2020-08-05',
      )}
A command works on the system that "npm start" runs on this machine, or on a deployed one with --outputs.

Exit codes:
  0    done
  1    the books differ, what was asked for does not exist, or with --wait: something was rejected
  2    wrong usage, or input that cannot be read or is in doubt; for an import, some rows were not sent
  3    the system cannot be reached, or refuses
  4    with --wait: nothing was rejected, but something is held until what it needs arrives
  130  stopped with Ctrl+C`,
    );
  for (const add of subcommands) add(program, end);
  return program;
}

/**
 * The arguments to parse: commander prints the general help where help on a command that does not exist is asked for;
 * left alone, the name is refused as an unknown command, with the one that was probably meant.
 */
function argumentsFor(program: Command, args: readonly string[]): readonly string[] {
  const [first = '', second = ''] = args;
  const name = first === 'help' ? second : first;
  const isName = name !== '' && name !== 'help' && !name.startsWith('-');
  return isName && !program.commands.some((command) => command.name() === name) ? [name] : args;
}

/** Runs a command line and returns its exit code. */
export async function runRelief(args: readonly string[]): Promise<ExitCode | 0> {
  let exitCode: ExitCode | 0 = 0;
  try {
    const program = reliefCommand((ended) => {
      exitCode = ended;
    });
    await program.parseAsync(argumentsFor(program, args), { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has already written the usage error, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.badInput;
    return reportError(error);
  }
}
