/**
 * Deploys both stacks to the AWS-compatible server at `AWS_ENDPOINT_URL`, plays a village's round on them and takes
 * them away again: `npm run deployment`. docs/deploying.md says which servers it was tried on, and with what.
 *
 * `--beside-prod` deploys the stage `prod` first and plays there too. Then nothing may be left of `dev` in the end, and
 * nothing of `prod` may have changed; `prod` stays, because it retains what it holds. `--api
 * 'http://localhost:4566/_aws/execute-api/{apiId}'` says where the server answers for an API, `--without <type>` what to
 * leave out because the server does not know it, `--keep` leaves `dev` there.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CliError, reportError } from '../../tools/cli/cli-error.ts';
import { aws, cdk } from './commands.ts';
import { type AskAws, differences, type Inventory, inventory } from './inventory.ts';
import { templateWithout } from './lacking.ts';
import { openStage, type PlayedStage } from './played-stage.ts';

type StageName = 'dev' | 'prod';

interface Place {
  readonly directory: string;
  readonly ask: AskAws;
  readonly lacking: readonly string[];
  readonly apiForm: string | undefined;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const stacksOf = (stage: StageName) => [`ReliefLedgerWorkflow-${stage}`, `ReliefLedgerState-${stage}`];
const outputsOf = ({ directory }: Place, stage: StageName) => join(directory, `outputs-${stage}.json`);

async function deploymentOf(place: Place, stage: StageName): Promise<() => Promise<string>> {
  const assembly = join(place.directory, `cdk.out-${stage}`);
  await cdk('synth', '--quiet', '-c', `stage=${stage}`, '--output', assembly);
  leaveOut(assembly, place.lacking);
  await cdk('bootstrap', '--app', assembly);
  const options = ['--method=direct', '--require-approval=never', '--outputs-file', outputsOf(place, stage)];
  return () => cdk('deploy', '--all', '--app', assembly, ...options);
}

/** Deploys a stage, plays on it, and deploys it again, which must change nothing. */
async function playOn(place: Place, stage: StageName): Promise<PlayedStage> {
  const deploy = await deploymentOf(place, stage);
  await deploy();
  say(`Both stacks of ${stage} are deployed\n`);
  const played = await openStage({ ...place, outputsFile: outputsOf(place, stage) });
  await played.play();
  const again = await deploy();
  const unchanged = again.match(/\(no changes\)/g)?.length ?? 0;
  if (unchanged !== 2) throw new CliError(`Deployed again, the stacks of ${stage} change:\n${again}`);
  say(`${stage}, deployed again: no changes\n`);
  return played;
}

async function deployment(): Promise<void> {
  const { values } = parseArgs({
    options: {
      api: { type: 'string' },
      'beside-prod': { type: 'boolean', default: false },
      without: { type: 'string', multiple: true, default: [] },
      keep: { type: 'boolean', default: false },
    },
  });
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  if (endpoint === undefined)
    throw new CliError('Set AWS_ENDPOINT_URL: this makes and destroys stacks, and never on AWS itself', 2);
  const directory = mkdtempSync(join(tmpdir(), 'relief-deployment-'));
  const ask: AskAws = (...args) => aws(endpoint, ...args);
  const place = { directory, ask, lacking: values.without, apiForm: values.api };
  try {
    say(`Deploying to ${endpoint}`);
    const beside = values['beside-prod'] ? await playOn(place, 'prod') : undefined;
    const before =
      beside === undefined ? undefined : { books: await beside.books(), has: await inventory(ask) };
    await playOn(place, 'dev');
    if (values.keep) {
      say(`The stacks stay; their outputs are in ${outputsOf(place, 'dev')}`);
      return;
    }
    await cdk('destroy', '--all', '--force');
    await areGone(ask, 'dev');
    if (beside !== undefined && before !== undefined) {
      nothingIsLeft(before.has, await inventory(ask));
      await asItWas(before.books, beside);
    }
  } finally {
    if (!values.keep) rmSync(directory, { recursive: true, force: true });
  }
}

/** Errors: a `CliError` if a stack is still there, whatever the command that destroys said. */
async function areGone(ask: AskAws, stage: StageName): Promise<void> {
  const { Stacks } = (await ask('cloudformation', 'describe-stacks')) as { Stacks: { StackName: string }[] };
  const there = Stacks.map(({ StackName }) => StackName).filter((name) => stacksOf(stage).includes(name));
  if (there.length > 0) throw new CliError(`Destroyed, and still there: ${there.join(', ')}`);
  say(`Both stacks of ${stage} are gone`);
}

function nothingIsLeft(before: Inventory, after: Inventory): void {
  const { left, gone } = differences(before, after);
  if (left.length > 0) throw new CliError(`dev left behind:\n${left.join('\n')}`);
  if (gone.length > 0) throw new CliError(`With dev went what it had not made:\n${gone.join('\n')}`);
  const unlisted =
    after.unlisted.length === 0 ? '' : `; the server cannot list: ${after.unlisted.join(', ')}`;
  say(`dev left nothing: the server has the ${after.names.length} things that it had before${unlisted}`);
}

async function asItWas(before: Awaited<ReturnType<PlayedStage['books']>>, prod: PlayedStage): Promise<void> {
  const { report, items } = await prod.books();
  if (report !== before.report) throw new CliError('prod answers otherwise than before dev was destroyed');
  if (items !== before.items) throw new CliError('The tables of prod changed while dev was destroyed');
  say('prod answers as before, and its tables hold the same items');
}

function leaveOut(assembly: string, lacking: readonly string[]): void {
  for (const file of readdirSync(assembly).filter((name) => name.endsWith('.template.json'))) {
    const path = join(assembly, file);
    const template = JSON.parse(readFileSync(path, 'utf8'));
    const rest = templateWithout(template, lacking);
    const [all, left] = [template, rest].map(({ Resources }) => Object.keys(Resources).length);
    say(`${file}: ${left} of ${all} resources`);
    writeFileSync(path, JSON.stringify(rest));
  }
}

try {
  await deployment();
} catch (error) {
  process.exitCode = reportError(error);
}
