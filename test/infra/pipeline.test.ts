import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { PipelineStack } from '../../infra/pipeline-stack.ts';
import { projectRoot } from '../../infra/project-root.ts';
import { type Resource, resourcesOf, type Synthesized, stacksOf, synthesize } from './synthesized.ts';

let stacks: Synthesized;
beforeAll(() => {
  stacks = stacksOf();
}, 60_000);

const only = (template: Template, type: string): Resource => {
  const found = resourcesOf(template, type);
  expect(found, type).toHaveLength(1);
  return (found[0] as [string, Resource])[1];
};
/** Whom the API has answer: by the name of the construct, what its integration calls. */
const answering = ({ workflow }: Synthesized): Readonly<Record<string, string>> => {
  const uris = resourcesOf(workflow, 'AWS::ApiGatewayV2::Integration').map(([, { Properties }]) =>
    JSON.stringify(Properties['IntegrationUri']),
  );
  return Object.fromEntries(
    uris.map(
      (uri) =>
        /(QueryApi|EventIntake|HouseholdCard)(RolloutLive|Function)/.exec(uri)?.slice(1, 3) ?? [uri, ''],
    ),
  );
};

const deployStage = (): string =>
  readFileSync(join(projectRoot, '.github', 'workflows', 'deploy-stage.yml'), 'utf8');

/** Runs the step of the workflow that finds the alarms, as GitHub does, on an `aws` that does what is given. */
function findRollbackAlarms(aws: string): { readonly exitCode: number | null; readonly written: string } {
  const [, step = ''] = /run: \|\n((?: {10}.*\n)+)/.exec(deployStage()) ?? [];
  expect(step).toContain("OutputKey=='RollbackAlarms'");
  const folder = mkdtempSync(join(tmpdir(), 'relief-pipeline-'));
  try {
    const environment = join(folder, 'environment');
    writeFileSync(environment, '');
    writeFileSync(join(folder, 'aws'), `#!/bin/sh\n${aws}\n`, { mode: 0o755 });
    // With a socket for its input, as Node gives it, bash may take itself for a login and read what sets another PATH.
    const { status } = spawnSync('bash', ['--norc', '-e', '-c', step], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: folder,
      env: { ...process.env, PATH: `${folder}:${process.env['PATH']}`, GITHUB_ENV: environment },
    });
    return { exitCode: status, written: readFileSync(environment, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a new version of what people ask and send to', () => {
  it('takes over bit by bit in prod, and is taken back where an alarm rings', () => {
    const names = ['QueryApi', 'EventIntake', 'HouseholdCard'];
    expect(answering(stacks)).toEqual(Object.fromEntries(names.map((name) => [name, 'RolloutLive'])));
    const groups = resourcesOf(stacks.workflow, 'AWS::CodeDeploy::DeploymentGroup');
    expect(groups).toHaveLength(names.length);
    for (const name of names) {
      const [, { Properties }] = groups.find(([id]) => id.startsWith(name)) as [string, Resource];
      expect(Properties, name).toMatchObject({
        DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent15Minutes',
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: expect.arrayContaining(['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM']),
        },
      });
      const alarms = JSON.stringify(Properties['AlarmConfiguration']);
      for (const alarm of ['QueryApiFaultsAlarm', `${name}ErrorsAlarm`]) expect(alarms).toContain(alarm);
    }
    const aliases = resourcesOf(stacks.workflow, 'AWS::Lambda::Alias');
    expect(aliases).toHaveLength(names.length);
    for (const [, alias] of aliases)
      expect((alias as Resource & { readonly UpdatePolicy?: object }).UpdatePolicy).toHaveProperty(
        'CodeDeployLambdaAliasUpdate',
      );
  });

  it('of a queue’s function is there at once, because two versions would work in one message group', () => {
    const mappings = resourcesOf(stacks.workflow, 'AWS::Lambda::EventSourceMapping');
    const targets = mappings.map(([, { Properties }]) => JSON.stringify(Properties['FunctionName']));
    expect(targets.filter((target) => target.includes('RolloutLive'))).toEqual([]);
  });

  it('of a queue’s function is taken back with its stack, where one of the alarms that an output names rings', () => {
    const { Value } = stacks.workflow.findOutputs('RollbackAlarms')['RollbackAlarms'] as {
      Value: { 'Fn::Join': [string, readonly ({ 'Fn::GetAtt': [string, string] } | string)[]] };
    };
    const [, parts] = Value['Fn::Join'];
    const named = parts.flatMap((part) => (typeof part === 'string' ? [] : [part['Fn::GetAtt'][0]]));
    const alarms = new Map(resourcesOf(stacks.workflow, 'AWS::CloudWatch::Alarm'));
    // CloudFormation takes five, and metric alarms alone.
    expect(named).toHaveLength(5);
    for (const id of named) {
      expect(id).toMatch(/Worker.*ErrorsAlarm/);
      // What a worker gives back is no error to Lambda, so the alarm counts both.
      expect(JSON.stringify(alarms.get(id)?.Properties['Metrics'])).toContain('errors + returned');
    }
  });

  it.each([
    ['echo alarm-1 alarm-2', '--rollback-trigger-alarm-arns alarm-1 --rollback-trigger-alarm-arns alarm-2 '],
    // An earlier version names none, and before the first deployment there is no stack.
    ['true', undefined],
    ['echo "Stack with id ReliefLedgerWorkflow-prod does not exist" >&2; exit 254', undefined],
  ])('is watched by the alarms that AWS answers, each behind its option: %s', (aws, alarms) => {
    const { exitCode, written } = findRollbackAlarms(aws);
    expect(exitCode).toBe(0);
    expect(written).toBe(alarms === undefined ? '' : `ROLLBACK=${alarms}--monitoring-time-minutes 15\n`);
    expect(deployStage()).toContain('npx cdk deploy $CDK_ARGUMENTS $ROLLBACK ');
  });

  it('is not deployed unwatched where AWS does not say which alarms there are', () => {
    expect(findRollbackAlarms('echo "AccessDenied" >&2; exit 254').exitCode).not.toBe(0);
  });

  it('is there at once in dev, and where a repair must not wait', () => {
    for (const context of [{ stage: 'dev' }, { rollout: 'at-once' }]) {
      const other = stacksOf(context);
      expect(resourcesOf(other.workflow, 'AWS::CodeDeploy::DeploymentGroup')).toEqual([]);
      expect(Object.values(answering(other))).toEqual(['Function', 'Function', 'Function']);
    }
    expect(() => synthesize({ rollout: 'slowly' })).toThrow('must be gradual or at-once');
  }, 60_000);
});

describe('the pipeline', () => {
  it('may deploy one stage, by a token that GitHub gives to that stage’s environment alone', () => {
    const stack = new PipelineStack(new App(), 'P', { stage: 'prod', repository: 'relief/ledger' });
    const template = Template.fromStack(stack);
    const role = only(template, 'AWS::IAM::Role').Properties;
    expect(role['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [
        {
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
              'token.actions.githubusercontent.com:sub': 'repo:relief/ledger:environment:prod',
            },
          },
        },
      ],
    });
    const { Statement } = only(template, 'AWS::IAM::Policy').Properties['PolicyDocument'] as {
      Statement: { Sid: string; Action: string | string[] }[];
    };
    expect(Statement.map(({ Action }) => Action)).toEqual([
      'sts:AssumeRole',
      'cloudformation:DescribeStacks',
      ['cognito-idp:AdminInitiateAuth', 'cognito-idp:AdminRespondToAuthChallenge'],
    ]);
  });

  it('is there only where the context names a repository', () => {
    const stacksWith = (context: object) =>
      stacksOf({ ...context }).stacks[0].node.root.node.children.map(({ node }) => node.id);
    expect(stacksWith({ pipelineRepository: 'relief/ledger' })).toContain('ReliefLedgerPipeline');
    expect(stacksWith({})).not.toContain('ReliefLedgerPipeline');
    expect(() => synthesize({ pipelineRepository: 'ledger' })).toThrow('must be owner/name');
  });

  it('tests, deploys dev, asks it, waits for a person, deploys prod and asks that', () => {
    const fileOf = (name: string) => readFileSync(join(projectRoot, '.github', 'workflows', name), 'utf8');
    const [pipeline, stage, tests] = [fileOf('deploy.yml'), fileOf('deploy-stage.yml'), fileOf('test.yml')];
    const steps = [
      /workflows: \[test\]/,
      /conclusion == 'success'/,
      /stage: dev/,
      /needs: dev/,
      /stage: prod/,
    ];
    const places = steps.map((step) => pipeline.search(step));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places).not.toContain(-1);
    expect(stage).toMatch(
      /environment: \$\{\{ inputs.stage \}\}[\s\S]*cdk diff[\s\S]*cdk deploy[\s\S]*npm run -s smoke/,
    );
    for (const each of [pipeline, stage]) {
      expect(each).toContain('id-token: write');
      expect(each).not.toMatch(/aws-(?:access-key-id|secret-access-key)/i);
    }
    for (const check of ['npm test', 'lint', 'typecheck', 'unused', 'synth -- -c stage=prod'])
      expect(tests).toContain(check);
  });
});
