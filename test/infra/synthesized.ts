import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { projectRoot } from '../../infra/constructs/bundled-function.ts';
import { addReliefLedger } from '../../infra/relief-ledger.ts';
import { queueNames } from '../../shared/domain/events.ts';

/** As the CDK's own command reads it. */
const appContext = (JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8')) as { context: object })
  .context;

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Synthesized {
  readonly state: Template;
  readonly workflow: Template;
  /** Directory of the assembly, with the report of the rules. */
  readonly directory: string;
}

/** Synthesizes both stacks without bundling; the template does not depend on what the handlers do. */
export function synthesize(
  context: Readonly<Record<string, unknown>> = {},
  add: (stack: Stack) => void = () => undefined,
): Synthesized {
  // The bundler wants its entries below the project, so not in the system's temporary directory.
  const functionsDirectory = join(projectRoot, '.local', 'empty-handlers');
  for (const name of [...queueNames, 'ledger-api', 'daily-seal', 'tamper-watch']) {
    mkdirSync(join(functionsDirectory, name), { recursive: true });
    writeFileSync(join(functionsDirectory, name, 'handler.ts'), 'export const handler = async () => {};\n');
  }
  const app = new App({
    outdir: mkdtempSync(join(tmpdir(), 'relief-assembly-')),
    context: { ...appContext, 'aws:cdk:bundling-stacks': [], ...context },
  });
  const { state, workflow } = addReliefLedger(app, functionsDirectory);
  add(workflow);
  const { directory } = app.synth();
  return { state: Template.fromStack(state), workflow: Template.fromStack(workflow), directory };
}

/** Every resource of a type, by logical id. */
export function resourcesOf(template: Template, type: string): [logicalId: string, resource: Resource][] {
  return Object.entries(template.findResources(type) as Record<string, Resource>);
}
