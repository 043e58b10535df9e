/** `npm run baseline`: adds new tables, queues and indexes to those that must last; refuses to forget one. */
import { writeFileSync } from 'node:fs';
import { App, type Stack } from 'aws-cdk-lib';
import {
  baselineFile,
  type LastingResources,
  lastingResourcesOf,
  lossesBetween,
  readBaseline,
} from './lasting-resources.ts';
import { addReliefLedger } from './relief-ledger.ts';

const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
const stacks: readonly Stack[] = Object.values(addReliefLedger(app));
const assembly = app.synth();
const current: LastingResources = Object.assign(
  {},
  ...stacks.map(({ stackName }) =>
    lastingResourcesOf(stackName, assembly.getStackByName(stackName).template as never),
  ),
);
const losses = lossesBetween(readBaseline(), current);
if (losses.length > 0) {
  for (const { place, what } of losses) process.stderr.write(`${place}: ${what}\n`);
  process.exitCode = 1;
} else {
  writeFileSync(baselineFile, `${JSON.stringify(current, undefined, 2)}\n`);
}
