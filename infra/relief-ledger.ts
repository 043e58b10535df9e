import { join } from 'node:path';
import { type App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readConfig } from './config.ts';
import { projectRoot } from './constructs/bundled-function.ts';
import { LastingResourcesCheck } from './lasting-resources.ts';
import { StateStack } from './state-stack.ts';
import { WorkflowStack } from './workflow-stack.ts';

export interface ReliefLedgerStacks {
  readonly state: StateStack;
  readonly workflow: WorkflowStack;
}

/** Puts both stacks into the app. */
export function addReliefLedger(
  app: App,
  functionsDirectory: string = join(projectRoot, 'functions'),
): ReliefLedgerStacks {
  const config = readConfig(app.node);
  const state = new StateStack(app, 'ReliefLedgerState', {
    config,
    description: 'Relief Ledger: registry, stock books and ledgers',
    terminationProtection: config.stage === 'prod',
  });
  const workflow = new WorkflowStack(app, 'ReliefLedgerWorkflow', {
    tables: state.tables,
    seals: state.seals,
    cardKey: state.cardKey,
    zone: config.zone,
    senders: config.senders,
    pageOrigins: config.pageOrigins,
    readers: state.readers,
    functionsDirectory,
    description: 'Relief Ledger: queues, functions and query API',
  });
  Tags.of(app).add('application', 'relief-ledger');
  Tags.of(app).add('stage', config.stage);
  return { state, workflow };
}

/** Has every synthesis of the app refused that breaks a rule of AWS Solutions or loses what must last. */
export function addRules(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new LastingResourcesCheck());
}
