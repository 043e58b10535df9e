/** `relief verify` and `relief seal`: prove the books, and close the day. */
import { type ExitCode, exitCodes } from '../cli-error.ts';
import { readOutputs } from '../outputs.ts';
import { sealedBooksOf, sealNow } from '../seal.ts';
import { allItems, dynamoDbClient } from '../tables.ts';
import { verdictText, verifyBooks } from '../verify.ts';
import { evidenceText } from '../words/evidence.ts';
import { upkeep } from '../words/upkeep.ts';
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
  const { date, openedAt, books, digest } = seal;
  if (options.json) {
    printJson({ date, isNew, books, digest, findings });
  } else {
    const said = { date, books: String(books), digest };
    print(isNew ? upkeep('seal.new', said) : upkeep('seal.known', { ...said, at: openedAt }));
    for (const { account, seq, expected } of findings)
      say(upkeep('seal.tampered', { account, seq: String(seq), expected: evidenceText(expected) }));
  }
  return findings.length === 0 ? 0 : exitCodes.differs;
}

export const verifyCommand: Subcommand = (program, end) =>
  systemCommand(program, 'verify', upkeep('verify.help'))
    .option('--json', upkeep('verify.json'))
    .addHelpText('after', examples('verify', 'verify --json', 'verify --outputs cdk-outputs.json'))
    .action(async (options: SystemOptions & JsonOption) => end(await verify(options)));

export const sealCommand: Subcommand = (program, end) =>
  systemCommand(program, 'seal', upkeep('seal.help'))
    .option('--zone <zone>', upkeep('seal.zone'))
    .option('--json', upkeep('seal.json'))
    .addHelpText('after', examples('seal', 'seal --outputs cdk-outputs.json'))
    .action(async (options: SealOptions) => end(await seal(options)));
