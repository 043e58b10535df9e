/** `npm start`: runs the local system until it is interrupted. */
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { endWithNpm } from './npm-parent.ts';
import { readSettings } from './settings.ts';
import { StartupError } from './startup-error.ts';
import { type LocalSystem, startLocalSystem } from './system.ts';

const projectRoot = join(import.meta.dirname, '..', '..');
const localDirectory = join(projectRoot, '.local');
const outputsFile = join(localDirectory, 'outputs.json');

// As on Lambda, whatever the clock of this machine shows.
process.env['TZ'] = 'UTC';

try {
  await run();
} catch (error) {
  if (!(error instanceof StartupError)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const startedMs = performance.now();
  endWithNpm();
  const settings = readSettings(process.env, projectRoot);
  mkdirSync(localDirectory, { recursive: true });
  const functionLog = createWriteStream(join(localDirectory, 'functions.log'));
  const system = await startLocalSystem({
    ...settings,
    projectRoot,
    outputsFile,
    log: (line) => process.stderr.write(`${line}\n`),
    print: (functionName, line) => functionLog.write(`${functionName} ${line}\n`),
  });
  process.stdout.write(summary(system, settings.dataDir, performance.now() - startedMs));

  const reason = await Promise.race([interrupted(), system.failed]);
  if (reason instanceof Error) {
    process.stderr.write(`${reason.message}\n`);
    process.exitCode = 1;
  } else {
    process.stdout.write(`\n${reason}: finishing the batches in progress …\n`);
  }
  await system.stop();
  functionLog.end();
}

function summary({ outputs }: LocalSystem, dataDir: string, elapsedMs: number): string {
  const rows: readonly (readonly [string, string])[] = [
    ['API and dashboard', outputs.ApiUrl],
    ['SQS', outputs.SqsEndpoint],
    ['DynamoDB', outputs.DynamoDbEndpoint],
    ['Data', dataDir],
    ['Outputs', outputsFile],
    ['Function logs', join(localDirectory, 'functions.log')],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(18)}${value}`);
  return `Relief Ledger is ready after ${(elapsedMs / 1_000).toFixed(1)} s (stop it with Ctrl+C)\n${lines.join('\n')}\n`;
}

function interrupted(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      // Only once, so that a second signal ends the process.
      process.once(signal, () => resolve(signal));
    }
  });
}
