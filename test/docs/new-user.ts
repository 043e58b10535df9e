/** A new user's machine: a copy of the project, a shell in it, and the system that the tour has them start. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { anyPorts } from '../../tools/local/settings.ts';
import type { LocalOutputs } from '../../tools/local/system.ts';
import { maxContainers, projectRoot } from '../flows/desk.ts';
import { addStandIns } from '../stand-ins/path.ts';

const leftOut = ['node_modules', '.git', '.local', 'cdk.out', 'coverage'];

/** Takes the place of the AWS CLI, which is nobody's npm package: a message to this machine is sent, all else is noted. */
const awsCli = `#!/usr/bin/env node
import { appendFileSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
const [service, command, ...rest] = process.argv.slice(2);
if (service === 'sqs' && command === 'send-message' && rest.includes('--endpoint-url')) {
  if (!process.env.AWS_ACCESS_KEY_ID || !process.env.AWS_SECRET_ACCESS_KEY) throw new Error('Unable to locate credentials');
  const names = ['endpoint-url', 'region', 'queue-url', 'message-group-id', 'message-deduplication-id', 'message-body'];
  const { values } = parseArgs({ args: rest, options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) });
  const client = new SQSClient({
    endpoint: values['endpoint-url'],
    region: values.region,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const answer = await client.send(new SendMessageCommand({
    QueueUrl: values['queue-url'],
    MessageGroupId: values['message-group-id'],
    MessageDeduplicationId: values['message-deduplication-id'],
    MessageBody: values['message-body'].replace(/^file:\\/\\/(.*)$/, (_, file) => readFileSync(file, 'utf8')),
  }));
  console.log(JSON.stringify({ MessageId: answer.MessageId }));
} else appendFileSync('aws-commands.txt', [service, command, ...rest].join(' ') + '\\n');
`;

export class NewUser {
  readonly folder = mkdtempSync(join(tmpdir(), 'relief-new-user-'));
  #served: ChildProcess | undefined;
  /** What it has printed. */
  #said = '';
  #aws: NodeJS.ProcessEnv = {};

  constructor() {
    cpSync(projectRoot, this.folder, {
      recursive: true,
      filter: (source) => !leftOut.includes(relative(projectRoot, source)),
    });
    symlinkSync(join(projectRoot, 'node_modules'), join(this.folder, 'node_modules'));
    addStandIns(join(this.folder, 'bin'));
    writeFileSync(join(this.folder, 'bin', 'aws'), awsCli, { mode: 0o755 });
  }

  /** Puts an assembly or pages of the project where a start looks for those of the copy. */
  takeMade(directory: string): void {
    cpSync(directory, join(this.folder, relative(projectRoot, directory)), { recursive: true });
  }

  /** Starts what serves until it is stopped. Guarantees: its outputs are there. */
  async serve(command: string): Promise<LocalOutputs> {
    const child = spawn('bash', ['--norc', '-c', command], {
      cwd: this.folder,
      // With as few as by default the demo starts containers 40 times, a fifth of its work.
      env: {
        ...this.#environment(),
        ...anyPorts,
        CONTAINERS: String(maxContainers),
        SCHEDULES: 'off',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    this.#served = child;
    await new Promise<void>((resolve, reject) => {
      child.stdout?.on('data', (text) => {
        this.#said += text;
        if (this.#said.includes('Serving until Ctrl+C')) resolve();
      });
      child.once('exit', () => reject(new Error(`${command} ended; it said\n${this.#said}`)));
    });
    return this.outputs();
  }

  /** What the command that serves has printed so far. */
  served(): string {
    return this.#said;
  }

  outputs(): LocalOutputs {
    return JSON.parse(readFileSync(join(this.folder, '.local', 'outputs.json'), 'utf8'));
  }

  /** Has the SDK ask the running system for queues and tables, as it would ask AWS. */
  takeForAws(): void {
    const { SqsEndpoint, DynamoDbEndpoint } = this.outputs();
    this.#aws = {
      AWS_ENDPOINT_URL_SQS: SqsEndpoint,
      AWS_ENDPOINT_URL_DYNAMODB: DynamoDbEndpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
    };
  }

  /** What commands print, on either output. Errors: throws with it when one of them fails. */
  async shell(commands: string): Promise<string> {
    const { ApiUrl, SqsEndpoint } = this.outputs();
    const here = commands
      .replaceAll('http://127.0.0.1:3000', ApiUrl.replace(/\/$/, ''))
      .replaceAll('http://127.0.0.1:9324', SqsEndpoint);
    const run = promisify(execFile);
    // Without a shell around it bash would take this for a remote one, and let ~/.bashrc change the path.
    const { stdout } = await run('bash', ['--norc', '-e', '-o', 'pipefail', '-c', `exec 2>&1\n${here}`], {
      cwd: this.folder,
      env: this.#environment(),
      maxBuffer: 64 * 1024 * 1024,
    }).catch((error: { stdout: string }) => {
      throw new Error(`${here}\nfailed; it said\n${error.stdout}`);
    });
    return stdout;
  }

  /** The templates that the system was made from, as they are deployed. */
  templates(): readonly { readonly Outputs?: Readonly<Record<string, unknown>> }[] {
    const assemblies = join(this.folder, '.local', 'assemblies');
    return readdirSync(assemblies, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.template.json'))
      .map((file) => JSON.parse(readFileSync(join(assemblies, file), 'utf8')));
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  async stop(): Promise<void> {
    const { pid, exitCode } = this.#served ?? {};
    if (pid !== undefined && exitCode === null) {
      const ended = once(this.#served as ChildProcess, 'exit');
      process.kill(-pid, 'SIGINT');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  #environment(): NodeJS.ProcessEnv {
    const { INIT_CWD: _, ...environment } = process.env;
    return {
      ...environment,
      ...this.#aws,
      PATH: [join(this.folder, 'bin'), environment['PATH']].join(delimiter),
    };
  }
}
