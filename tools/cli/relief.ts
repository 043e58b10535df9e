/** The `relief` command. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { type ExitCode, exitCodes, reportError } from './cli-error.ts';
import { type End, examples, type Subcommand } from './commands/command-line.ts';
import { languageOf, languages, withoutLanguage } from './words/language.ts';
import { inLanguage, usage } from './words/usage.ts';
import { speak } from './words/words.ts';

/** Each subcommand, in the order of the help. Only the one that runs is loaded: most of what a short one takes is its start. */
const subcommands: Readonly<Record<string, () => Promise<Subcommand>>> = {
  send: async () => (await import('./commands/send.ts')).sendCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  template: async () => (await import('./commands/template.ts')).templateCommand,
  report: async () => (await import('./commands/report.ts')).reportCommand,
  orders: async () => (await import('./commands/orders.ts')).ordersCommand,
  find: async () => (await import('./commands/find.ts')).findCommand,
  list: async () => (await import('./commands/list.ts')).listCommand,
  household: async () => (await import('./commands/household.ts')).householdCommand,
  stock: async () => (await import('./commands/stock.ts')).stockCommand,
  shipments: async () => (await import('./commands/shipments.ts')).shipmentsCommand,
  payers: async () => (await import('./commands/payers.ts')).payersCommand,
  payments: async () => (await import('./commands/payers.ts')).paymentsCommand,
  cards: async () => (await import('./commands/cards.ts')).cardsCommand,
  publish: async () => (await import('./commands/cards.ts')).publishCommand,
  exceptions: async () => (await import('./commands/exceptions.ts')).exceptionsCommand,
  anomalies: async () => (await import('./commands/findings.ts')).anomaliesCommand,
  note: async () => (await import('./commands/findings.ts')).noteCommand,
  audit: async () => (await import('./commands/audit.ts')).auditCommand,
  retry: async () => (await import('./commands/operator.ts')).retryCommand,
  withdraw: async () => (await import('./commands/withdraw.ts')).withdrawCommand,
  void: async () => (await import('./commands/operator.ts')).voidCommand,
  verify: async () => (await import('./commands/verify.ts')).verifyCommand,
  seal: async () => (await import('./commands/verify.ts')).sealCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  readers: async () => (await import('./commands/readers.ts')).readersCommand,
  completion: async () => (await import('./commands/completion.ts')).completionCommand,
};

/** Is about all of them. */
const aboutAll = 'completion';

const packageFile = join(import.meta.dirname, '..', '..', 'package.json');

/** The command line with these subcommands; `end` receives the exit code of the command that ran. */
function reliefCommand(added: readonly Subcommand[], end: End): Command {
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  const program = inLanguage(new Command('relief'))
    .description(usage('about'))
    .addOption(new Option('--lang <language>', usage('lang')).choices(languages))
    .version(version, '-V, --version', usage('version'))
    .exitOverride()
    .addHelpText(
      'after',
      `${examples(
        'send policy-orders examples/kaesong/events/02-order.json --wait',
        'list KS-R01 --order order-2020-08-05 --not-served',
        'import handovers sheet.csv --centre KS-R01 --order order-2020-08-05 --wait',
        'report order-2020-08-05',
      )}${usage('after')}`,
    );
  for (const add of added) add(program, end);
  return program;
}

/** The subcommand that a command line is about: the one to run, or to explain. */
const nameIn = ([first = '', second = '']: readonly string[]): string => (first === 'help' ? second : first);

/**
 * The subcommand that is asked for; all of them where none is, for the help and for the one that was probably meant. The version
 * is of no subcommand.
 */
async function loaded(name: string): Promise<readonly Subcommand[]> {
  if (name === '-V' || name === '--version') return [];
  const asked = Object.entries(subcommands).filter(([each]) => each === name && name !== aboutAll);
  return Promise.all((asked.length > 0 ? asked : Object.entries(subcommands)).map(([, load]) => load()));
}

/**
 * The arguments to parse: commander prints the general help where help on a command that does not exist is asked for;
 * left alone, the name is refused as an unknown command, with the one that was probably meant.
 */
function argumentsFor(args: readonly string[]): readonly string[] {
  const name = nameIn(withoutLanguage(args));
  const isName = name !== '' && name !== 'help' && !name.startsWith('-');
  return isName && !Object.hasOwn(subcommands, name) ? [name] : args;
}

/** Runs a command line and returns its exit code. */
export async function runRelief(args: readonly string[]): Promise<ExitCode | 0> {
  let exitCode: ExitCode | 0 = 0;
  try {
    const added = await loaded(nameIn(withoutLanguage(args)));
    await speak(languageOf(args, process.env));
    const program = reliefCommand(added, (ended) => {
      exitCode = ended;
    });
    await program.parseAsync(argumentsFor(args), { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has already written the usage error, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.badInput;
    return reportError(error);
  }
}
