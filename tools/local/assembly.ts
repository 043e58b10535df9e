import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash, markInUse, removeAllButNewest } from './content-hash.ts';
import { StartupError } from './startup-error.ts';

const inputs = [
  'infra',
  'functions',
  'shared',
  'dashboard/card',
  'dashboard/words',
  'cdk.json',
  'package-lock.json',
];
const keptAssemblies = 3;

export type Context = { readonly [name: string]: string };

/**
 * Returns the directory of the app, synthesized with a context beside its own and its handlers bundled; makes it if any of its
 * inputs has changed.
 *
 * Guarantees: it stays while this process lives, which may load a handler of it at any time.
 * Errors: `StartupError` with the reason that the synthesis gave.
 */
export async function synthesizedAssembly(
  projectRoot: string,
  log: (line: string) => void,
  given: Context = {},
): Promise<string> {
  const parent = join(projectRoot, '.local', 'assemblies');
  const directory = join(parent, contentHash(projectRoot, inputs, JSON.stringify(given)));
  if (existsSync(join(directory, 'manifest.json'))) {
    markInUse(directory);
    return directory;
  }
  log('Synthesizing the stacks and bundling the functions (once after each change of the code) …');
  mkdirSync(parent, { recursive: true });
  const unfinished = `${directory}.${process.pid}`;
  await synthesize(projectRoot, unfinished, given);
  try {
    renameSync(unfinished, directory);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(join(directory, 'manifest.json'))) {
      throw error;
    }
  }
  markInUse(directory);
  removeAllButNewest(parent, keptAssemblies);
  return directory;
}

async function synthesize(projectRoot: string, output: string, given: Context): Promise<void> {
  const { context } = JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8')) as { context: object };
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    CDK_OUTDIR: output,
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...given }),
    // `npm run synth` and the tests check the rules; here that would double the wait.
    CDK_VALIDATION: 'false',
  };
  delete environment['NODE_OPTIONS'];
  const child = spawn(process.execPath, [join(projectRoot, 'infra', 'app.ts')], {
    cwd: projectRoot,
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-20_000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    rmSync(output, { recursive: true, force: true });
    const reason = said.split('\n').find((line) => /«|\berror\b|Error:/i.test(line)) ?? 'no reason given';
    throw new StartupError(
      `Cannot synthesize the stacks (${reason.trim()}): run "npm run synth" for details.`,
    );
  }
}
