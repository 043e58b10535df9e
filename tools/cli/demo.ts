/** `npm run demo`: plays Kaesong, August 2020, on this machine, from the order to the reconciliation. */
import { once } from 'node:events';
import { join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { municipalityPopulation, usualAdultAge } from '../../examples/kaesong/registry.ts';
import { districtOptions, kaesongScenario } from '../../examples/kaesong/scenario.ts';
import type { ScenarioOptions } from '../../examples/kaesong/setting.ts';
import { anyPorts, inMemory } from '../local/settings.ts';
import { startSystemProcess } from '../local/system-process.ts';
import { CliError, type ExitCode, reportError } from './cli-error.ts';
import { LedgerClient } from './ledger-client.ts';
import { type SystemOutputs, systemOutputs } from './outputs.ts';
import { QueueDepths } from './queue-depths.ts';
import { sendThrough, sqsClient } from './queue-sender.ts';
import { grouped } from './report.ts';
import { tell } from './story.ts';
import { hearHouseholds } from './voices.ts';

interface DemoOptions {
  readonly city?: true;
  readonly population?: number;
  readonly adultAge: number;
  readonly keep?: true;
}

const print = (line = ''): void => void process.stdout.write(`${line}\n`);

async function playOn(
  outputs: SystemOutputs,
  scenario: ReturnType<typeof kaesongScenario>,
): Promise<ExitCode | 0> {
  const client = sqsClient(outputs);
  const depths = new QueueDepths(client, outputs);
  try {
    const api = new LedgerClient(outputs.apiUrl);
    const { queues } = outputs;
    const stage = { queues, sendBatch: sendThrough(client), depths, api };
    return await tell(scenario, { ...stage, output: process.stdout }, () =>
      hearHouseholds(scenario, { system: outputs, api, print }),
    );
  } finally {
    client.destroy();
  }
}

async function demo({ city, population, adultAge, keep }: DemoOptions): Promise<ExitCode | 0> {
  const options: ScenarioOptions = city
    ? { population: population ?? municipalityPopulation, adultAge }
    : { ...districtOptions, population: population ?? districtOptions.population, adultAge };
  // Options out of range and missing example files fail here, before anything is started.
  const scenario = kaesongScenario(options);
  print('Starting the local system');
  const started = performance.now();
  const local = await startSystemProcess({
    environment: demoEnvironment(process.env, keep),
    projectRoot,
    outputsFile: keep ? join(projectRoot, '.local', 'outputs.json') : undefined,
  });
  let stopped: Awaited<ReturnType<typeof local.stop>>;
  let exitCode: ExitCode | 0;
  try {
    const failed = local.failed.then((reason) => {
      throw new CliError(reason.message, 1, { cause: reason });
    });
    exitCode = await Promise.race([
      playOn(systemOutputs(local.outputs, 'the local system'), scenario),
      failed,
    ]);
    print(`\nDone in ${((performance.now() - started) / 1_000).toFixed(1)} s`);
    if (keep) {
      print(`Serving until Ctrl+C. The page is at ${local.outputs.ApiUrl}. In another shell, try`);
      print(`  npm run relief -- report ${scenario.orderId}`);
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), failed]);
    }
  } finally {
    stopped = await local.stop();
  }
  if (stopped !== undefined) {
    const megabytes = Math.ceil(stopped.peakMemoryBytes / 2 ** 20);
    print(`The process of the system, its containers included, used at most ${grouped(megabytes)} MB`);
  }
  return exitCode;
}

const projectRoot = join(import.meta.dirname, '..', '..');

/**
 * Uses any free ports unless the user names some, so that it runs beside `npm start`; when it keeps serving, it uses those
 * of `npm start`, so that every command finds it. Keeps no data.
 */
const demoEnvironment = (environment: NodeJS.ProcessEnv, keep: boolean | undefined): NodeJS.ProcessEnv => ({
  ...(keep ? {} : anyPorts),
  ...environment,
  DATA_DIR: inMemory,
  // A day is sealed once, and the story seals its own: one that came before would hold too little for its audit.
  SCHEDULES: 'off',
});

function wholeNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('expected a whole number');
  return Number(text);
}

async function runDemo(args: readonly string[]): Promise<ExitCode | 0> {
  let exitCode: ExitCode | 0 = 0;
  const program = new Command('demo')
    .description(
      'Play Kaesong, August 2020: send the order, the train, the handovers and the payments of one district through real queues on this machine, and print the reconciliation.',
    )
    .option('--city', 'play all 29 centres and 75,500 households instead of one district')
    .option('--population <people>', 'how many people to serve', wholeNumber)
    .option(
      '--adult-age <years>',
      'the age from which a person counts as an adult',
      wholeNumber,
      usualAdultAge,
    )
    .option('--keep', 'keep serving until Ctrl+C, as "npm start" does')
    .exitOverride()
    .showHelpAfterError('(--help shows how)')
    .addHelpText(
      'after',
      `
Examples:
  $ npm run demo
  $ npm run demo -- --city
  $ npm run demo -- --city --population 192578 --keep`,
    )
    .action(async (options: DemoOptions) => {
      exitCode = await demo(options);
    });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return reportError(error);
  }
}

process.exitCode = await runDemo(process.argv.slice(2));
