/** `relief verify` and `relief seal`: prove the books, and close the day. */
import { type ExitCode, exitCodes } from '../cli-error.ts';
import { readOutputs } from '../outputs.ts';
import { sealedBooksOf, sealNow } from '../seal.ts';
import { allItems, dynamoDbClient } from '../tables.ts';
import { verdictText, verifyBooks } from '../verify.ts';
import {
  examples,
  type JsonOption,
  print,
  printJson,
  type Subcommand,
  type SystemOptions,
  say,
  systemCommand,
} from './command-line.ts';

interface SealOptions extends SystemOptions, JsonOption {
  readonly zone?: string;
}

async function verify(options: SystemOptions & JsonOption): Promise<ExitCode | 0> {
  const system = readOutputs(options.outputs);
  const sealed = await sealedBooksOf(system);
  const client = dynamoDbClient(system);
  const items = () => allItems(client, system);
  const verdict = await verifyBooks(items, sealed, system.zone).finally(() => client.destroy());
  if (options.json) printJson(verdict);
  else print(verdictText(verdict, sealed));
  return verdict.findings.length === 0 ? 0 : exitCodes.differs;
}

async function seal(options: SealOptions): Promise<ExitCode | 0> {
  const { seal, isNew, findings } = await sealNow(readOutputs(options.outputs), options.zone);
  if (options.json) {
    const { date, books, digest } = seal;
    printJson({ date, isNew, books, digest, findings });
  } else {
    print(
      `${seal.date} ${isNew ? 'is sealed' : 'was sealed before'}: ${seal.books} books, digest ${seal.digest}`,
    );
    for (const { account, seq, expected } of findings)
      say(`TAMPERED ${account} entry ${seq}: expected ${expected}`);
  }
  return findings.length === 0 ? 0 : exitCodes.differs;
}

export const verifyCommand: Subcommand = (program, end) =>
  systemCommand(
    program,
    'verify',
    'Recompute every hash chain and every balance and compare them with the seals; print the first broken entry and exit 1 if anything differs.',
  )
    .option('--json', 'print { accounts, entries, findings } as JSON, the earliest finding first')
    .addHelpText('after', examples('verify', 'verify --json', 'verify --outputs cdk-outputs.json'))
    .action(async (options: SystemOptions & JsonOption) => end(await verify(options)));

export const sealCommand: Subcommand = (program, end) =>
  systemCommand(
    program,
    'seal',
    'Seal the day now, as the system does on its own once a day; exit 1 if anything was tampered with.',
  )
    .option('--zone <zone>', 'the time zone that days are counted in (default: that of the system)')
    .option('--json', 'print { date, isNew, books, digest, findings } as JSON')
    .addHelpText('after', examples('seal', 'seal --outputs cdk-outputs.json'))
    .action(async (options: SealOptions) => end(await seal(options)));
