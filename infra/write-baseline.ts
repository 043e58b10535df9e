/** `npm run baseline`: adds what is new in `prod`, and its protections, to what must last; refuses to forget any. */
import { writeFileSync } from 'node:fs';
import { App, type Stack } from 'aws-cdk-lib';
import {
  baselineFile,
  type LastingResources,
  lastingResourcesOf,
  lastingStacks,
  lossesBetween,
  readBaseline,
} from './lasting-resources.ts';
import { addReliefLedger } from './relief-ledger.ts';

const app = new App({ context: { 'aws:cdk:bundling-stacks': [], stage: 'prod' } });
const stacks: readonly Stack[] = Object.values(addReliefLedger(app));
const assembly = app.synth();
const current: LastingResources = Object.assign(
  lastingStacks(stacks),
  ...stacks.map(({ node, stackName }) =>
    lastingResourcesOf(node.path, assembly.getStackByName(stackName).template as never),
  ),
);
const losses = lossesBetween(readBaseline(), current);
if (losses.length > 0) {
  for (const { place, what } of losses) process.stderr.write(`${place}: ${what}\n`);
  process.exitCode = 1;
} else {
  writeFileSync(baselineFile, `${JSON.stringify(current, undefined, 2)}\n`);
}
