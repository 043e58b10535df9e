import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { projectRoot } from '../../infra/project-root.ts';
import { addReliefLedger, addRules } from '../../infra/relief-ledger.ts';
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
  /** What is of the stacks and in no template. */
  readonly stacks: readonly [state: Stack, workflow: Stack];
  /** The web ACL, where the context asks for one. */
  readonly edge: { readonly stack: Stack; readonly template: Template } | undefined;
  /** What the rules had to say, as JSON; undefined where they were not asked. */
  readonly report: string | undefined;
}

/** What the files that share a worker have synthesized, by its context. */
const synthesized = new Map<string, Synthesized>();

/** Both stacks of a context, in `prod` unless it says otherwise, synthesized once. */
export function stacksOf(context: Readonly<Record<string, unknown>> = {}): Synthesized {
  const key = JSON.stringify(context);
  const stacks = synthesized.get(key) ?? synthesize(context);
  synthesized.set(key, stacks);
  return stacks;
}

/**
 * Synthesizes both stacks without bundling; the template does not depend on what the handlers do.
 *
 * The rules (AWS Solutions, CloudFormation's own, what must last) take longer than all else: `withRules` asks them.
 */
export function synthesize(
  context: Readonly<Record<string, unknown>> = {},
  { add = () => undefined, withRules = false }: SynthesisOptions = {},
): Synthesized {
  // The bundler wants its entries below the project, so not in the system's temporary directory.
  const functionsDirectory = join(projectRoot, '.local', 'empty-handlers');
  const others = ['event-intake', 'household-card', 'ledger-api', 'daily-seal', 'tamper-watch'];
  for (const name of [...queueNames, ...others]) {
    mkdirSync(join(functionsDirectory, name), { recursive: true });
    writeFileSync(join(functionsDirectory, name, 'handler.ts'), 'export const handler = async () => {};\n');
  }
  process.env['CDK_VALIDATION'] = String(withRules);
  const outdir = mkdtempSync(join(tmpdir(), 'relief-assembly-'));
  try {
    const app = new App({
      outdir,
      treeMetadata: false,
      context: { ...appContext, 'aws:cdk:bundling-stacks': [], stage: 'prod', ...context },
    });
    const { state, workflow } = addReliefLedger(app, functionsDirectory);
    if (withRules) addRules(app);
    add(workflow);
    app.synth();
    const reportFile = join(outdir, 'validation-report.json');
    return {
      state: Template.fromStack(state),
      workflow: Template.fromStack(workflow),
      stacks: [state, workflow],
      edge: edgeOf(app),
      report: existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : undefined,
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function edgeOf(app: App): Synthesized['edge'] {
  const stack = app.node.tryFindChild('ReliefLedgerEdge') as Stack | undefined;
  return stack && { stack, template: Template.fromStack(stack) };
}

interface SynthesisOptions {
  readonly add?: (stack: Stack) => void;
  readonly withRules?: boolean;
}

/** Every resource of a type, by logical id. */
export function resourcesOf(template: Template, type: string): [logicalId: string, resource: Resource][] {
  return Object.entries(template.findResources(type) as Record<string, Resource>);
}
