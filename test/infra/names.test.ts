import { describe, expect, it } from 'vitest';
import { type Resource, type Synthesized, stacksOf } from './synthesized.ts';

const stages = ['dev', 'prod'] as const;
const regions = ['eu-central-1', 'ap-southeast-3'] as const;

/** Names inside something that has a name of its own, or of what AWS made, by the property's path. */
const inner = new Set([
  'AWS::ApiGatewayV2::Authorizer.Name',
  'AWS::ApiGatewayV2::Stage.StageName',
  'AWS::CloudWatch::Alarm.MetricName',
  'AWS::CodeDeploy::DeploymentGroup.DeploymentConfigName',
  'AWS::Cognito::UserPoolGroup.GroupName',
  'AWS::IAM::Policy.PolicyName',
  'AWS::Lambda::Alias.Name',
]);

/** The one thing that lies at the top of a property of CloudFront's resources. */
const wrappers = /^(?:ResponseHeadersPolicyConfig|OriginAccessControlConfig)$/;

/** What has one name in all Regions of an account. */
const ofAllRegions = /^AWS::(?:CloudFront|IAM|S3|CloudWatch::Dashboard)::?/;

/** The text that a name becomes in a Region; undefined where another resource or the stack's own id is in it. */
function textOf(value: unknown, region: string): string | undefined {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::Join': join } = (value ?? {}) as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
  if (Ref === 'AWS::Region') return region;
  const parts = join?.[1].map((part) => textOf(part, region));
  return parts?.every((part) => part !== undefined) ? parts.join(join?.[0]) : undefined;
}

function namesIn(synthesized: Synthesized, region: string): readonly string[] {
  const resources = [synthesized.state, synthesized.workflow].flatMap((template) =>
    Object.values(template.toJSON()['Resources'] as Record<string, Resource>),
  );
  const ofResources = resources.flatMap(({ Type, Properties = {} }) =>
    Object.entries(Properties)
      .flatMap(([name, value]) =>
        wrappers.test(name) ? Object.entries(value as object) : [[name, value] as const],
      )
      .filter(([name]) => /(?:Name|^Domain|Prefix)$/.test(name) && !inner.has(`${Type}.${name}`))
      .flatMap(([name, value]) => {
        const text = textOf(value, region);
        return text === undefined ? [] : [`${Type}.${name} ${text}`];
      }),
  );
  const exports = [synthesized.state, synthesized.workflow].flatMap((template) =>
    Object.values(
      (template.toJSON()['Outputs'] ?? {}) as Record<string, { Export?: { Name: string } }>,
    ).flatMap(({ Export }) => (Export === undefined ? [] : [`export ${Export.Name}`])),
  );
  return [...ofResources, ...exports, ...synthesized.stacks.map(({ stackName }) => `stack ${stackName}`)];
}

describe('two stages in two Regions of one account', () => {
  const everywhere = regions.flatMap((region) =>
    stages.map((stage) => ({ region, stage, names: namesIn(stacksOf({ stage }), region) })),
  );

  it('have the same names nowhere, but for those that AWS keeps by Region', () => {
    for (const one of everywhere) {
      expect(one.names.length).toBeGreaterThan(10);
      expect(new Set(one.names).size).toBe(one.names.length);
      for (const other of everywhere.filter((each) => each !== one)) {
        const shared = one.names.filter((name) => other.names.includes(name));
        const kept = one.stage === other.stage ? shared.filter((name) => ofAllRegions.test(name)) : shared;
        expect(kept, `${one.stage} ${one.region} and ${other.stage} ${other.region}`).toEqual([]);
      }
    }
  });

  it('keep below what CloudFront takes of a name', () => {
    const names = everywhere.flatMap((each) =>
      each.names.filter((name) => name.startsWith('AWS::CloudFront')),
    );
    expect(names.length).toBe(3 * everywhere.length);
    for (const name of names) expect((name.split(' ')[1] ?? '').length, name).toBeLessThanOrEqual(64);
  });

  it('count and ring for themselves', () => {
    for (const stage of stages) {
      const text = JSON.stringify(stacksOf({ stage }).workflow.toJSON());
      expect(new Set(text.match(/ReliefLedger\/\w+/g))).toEqual(new Set([`ReliefLedger/${stage}`]));
    }
  });
});
