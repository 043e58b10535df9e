import { join } from 'node:path';
import { type App, PermissionsBoundary, Stack, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readConfig, type StackConfig } from './config.ts';
import { EdgeStack } from './edge-stack.ts';
import { expectedIn, LastingResourcesCheck, readBaseline } from './lasting-resources.ts';
import { PipelineStack } from './pipeline-stack.ts';
import { projectRoot } from './project-root.ts';
import { SpendingStack } from './spending-stack.ts';
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
    ...ofStage('ReliefLedgerState', config),
    config,
    description: 'Relief Ledger: registry, stock books and ledgers',
  });
  const workflow = new WorkflowStack(app, 'ReliefLedgerWorkflow', {
    ...ofStage('ReliefLedgerWorkflow', config),
    stage: config.stage,
    tables: state.tables,
    seals: state.seals,
    cardKey: state.cardKey,
    devices: state.devices,
    zone: config.zone,
    senders: config.senders,
    pageOrigins: config.pageOrigins,
    alarms: config.alarms,
    frontage: config.frontage,
    isGradual: config.isGradual,
    operatorPrincipal: config.operatorPrincipal,
    readLogRetention: config.readLogRetention,
    watch: config.watch,
    apiConcurrency: config.apiConcurrency,
    readers: state.readers,
    functionsDirectory,
    description: 'Relief Ledger: queues, functions and query API',
  });
  if (config.edge) new EdgeStack(app, 'ReliefLedgerEdge', ofStage('ReliefLedgerEdge', config));
  if (config.monthlyBudget !== undefined)
    new SpendingStack(app, 'ReliefLedgerSpending', {
      ...ofStage('ReliefLedgerSpending', config),
      monthlyBudget: config.monthlyBudget,
      mail: config.alarms.mail,
    });
  if (config.pipelineRepository !== undefined)
    new PipelineStack(app, 'ReliefLedgerPipeline', {
      ...ofStage('ReliefLedgerPipeline', config),
      stage: config.stage,
      repository: config.pipelineRepository,
    });
  Tags.of(app).add('application', 'relief-ledger');
  Tags.of(app).add('stage', config.stage);
  return { state, workflow };
}

/** The name tells the stages apart: a deployment of one never touches a stack of the other. */
const ofStage = (id: string, { stage, permissionsBoundary }: StackConfig) => ({
  stackName: `${id}-${stage}`,
  terminationProtection: stage === 'prod',
  ...(permissionsBoundary !== undefined && {
    permissionsBoundary: PermissionsBoundary.fromName(permissionsBoundary),
  }),
});

/** Has every synthesis of the app refused that breaks a rule of AWS Solutions, or loses what must last or what protects it. */
export function addRules(app: App): void {
  const { stage, oidc } = readConfig(app.node);
  const stacks = app.node.children.filter(Stack.isStack);
  const lasting = expectedIn(readBaseline(), { stage, hasPool: oidc === undefined });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new LastingResourcesCheck(lasting, stacks));
}
