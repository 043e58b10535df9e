/** `relief doctor`: what is missing on this machine, in an AWS account, or of a deployed stack, each with what to do. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPort } from '../../local/ports.ts';
import { inMemory, readSettings } from '../../local/settings.ts';
import { CliError, type ExitCode, exitCodes } from '../cli-error.ts';
import { type Account, accountChecks, type Deployed, deployedChecks } from '../doctor/account.ts';
import { type Check, checkLines } from '../doctor/check.ts';
import { type Machine, machineChecks } from '../doctor/machine.ts';
import { readOutputs } from '../outputs.ts';
import { doctor as words } from '../words/doctor.ts';
import { examples, type JsonOption, print, printJson, type Subcommand } from './command-line.ts';

interface DoctorOptions extends JsonOption {
  readonly outputs?: string;
  readonly account?: true;
  readonly stage?: string;
}

const projectRoot = join(import.meta.dirname, '..', '..', '..');

function thisMachine(): Machine {
  const settings = readSettings(process.env, projectRoot);
  const { dataDir, apiPort, sqsPort, dynamoDbPort } = settings;
  const folder = dataDir === inMemory ? projectRoot : dataDir;
  return {
    nodeVersion: process.version,
    now: new Date(),
    installedAt: statSync(join(projectRoot, 'package.json')).mtime,
    freeDiskBytes: async () => {
      mkdirSync(folder, { recursive: true });
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    freeMemoryBytes: freemem,
    ports: [
      { port: apiPort, variable: 'API_PORT' },
      ...(settings.sqsEndpoint === undefined ? [{ port: sqsPort, variable: 'SQS_PORT' }] : []),
      ...(settings.dynamoDbEndpoint === undefined ? [{ port: dynamoDbPort, variable: 'DYNAMODB_PORT' }] : []),
    ],
    openPort: findPort,
    isRunning: existsSync(join(projectRoot, '.local', 'outputs.json')),
  };
}

const run = promisify(execFile);

const account = (): Account => ({
  aws: async (...args) => JSON.parse((await run('aws', [...args, '--output', 'json'])).stdout),
  region: process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'],
});

/** Errors: a `CliError` where the outputs are not those of a deployed stack. */
function deployed(file: string): Deployed {
  const { apiUrl, zone, sealArchive } = readOutputs(file);
  const stacks = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>;
  const [stackName, outputs] = Object.entries(stacks).find(([, values]) => 'ApiUrl' in Object(values)) ?? [];
  if (stackName === undefined || outputs === undefined)
    throw new CliError(words('noOutputs', { file }), exitCodes.badInput);
  return {
    stage: outputs['Stage'],
    region: /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(outputs['SqsEndpoint'] ?? '')?.[1],
    zone,
    sealArchive,
    stackName,
    apiUrl,
    fetchDate: async (url) => {
      const { status, headers } = await fetch(url, { signal: AbortSignal.timeout(10_000) });
      const date = headers.get('date');
      return { status, date: date === null ? undefined : new Date(date) };
    },
    now: new Date(),
  };
}

/** Programs are told in English. */
async function checksOf(options: DoctorOptions): Promise<readonly Check[]> {
  const { outputs, account: asksAccount, stage } = options;
  const say = options.json ? words.inEnglish : words;
  if (outputs === undefined && asksAccount !== true) return machineChecks(thisMachine(), say);
  const asked = account();
  return [
    ...(await accountChecks(asked, say)),
    ...(outputs === undefined ? [] : await deployedChecks(asked, deployed(outputs), stage, say)),
  ];
}

async function doctor(options: DoctorOptions): Promise<ExitCode | 0> {
  const checks = await checksOf(options);
  if (options.json) printJson(checks);
  else for (const line of checkLines(checks)) print(line);
  return checks.some(({ state }) => state === 'missing') ? exitCodes.differs : 0;
}

export const doctorCommand: Subcommand = (program, end) =>
  program
    .command('doctor')
    .description(words('help'))
    .option('--account', words('option.account'))
    .option('--outputs <file>', words('option.outputs'))
    .option('--stage <stage>', words('option.stage'))
    .option('--json', words('option.json'))
    .addHelpText(
      'after',
      examples('doctor', 'doctor --account', 'doctor --outputs cdk-outputs.json --stage prod'),
    )
    .action(async (options: DoctorOptions) => end(await doctor(options)));
