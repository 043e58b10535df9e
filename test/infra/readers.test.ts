import { beforeAll, describe, expect, it } from 'vitest';
import { roleNames } from '../../shared/domain/roles.ts';
import { type Resource, resourcesOf, type Synthesized, stacksOf } from './synthesized.ts';

const anIssuer = {
  oidcIssuer: 'https://login.example.org/realms/relief',
  oidcAudience: 'page, office',
  oidcRolesClaim: 'roles',
};

let stacks: Synthesized;
let theirs: Synthesized;
beforeAll(() => {
  stacks = stacksOf();
  theirs = stacksOf(anIssuer);
}, 120_000);

function one(template: Synthesized['state'], type: string, start = ''): Resource {
  const found = resourcesOf(template, type).filter(([id]) => id.startsWith(start));
  expect(found).toHaveLength(1);
  return (found[0] as [string, Resource])[1];
}

const distributionOf = (template: Synthesized['state']) =>
  one(template, 'AWS::CloudFront::Distribution').Properties['DistributionConfig'] as {
    readonly Origins: readonly Record<string, unknown>[];
    readonly DefaultCacheBehavior: Record<string, unknown>;
    readonly CacheBehaviors: readonly Record<string, unknown>[];
    readonly CustomErrorResponses: readonly Record<string, unknown>[];
  };

describe('the readers', () => {
  it('are in a pool with a group for each role, to which an administrator alone adds, with a second factor', () => {
    expect(one(stacks.state, 'AWS::Cognito::UserPool').Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      DeletionProtection: 'ACTIVE',
    });
    const groups = resourcesOf(stacks.state, 'AWS::Cognito::UserPoolGroup');
    expect(groups.map(([, { Properties }]) => Properties['GroupName'])).toEqual(roleNames);
  });

  it('sign in at the page by authorization code, and come back to nowhere else', () => {
    const { Properties } = one(stacks.workflow, 'AWS::Cognito::UserPoolClient');
    expect(Properties).toMatchObject({ AllowedOAuthFlows: ['code'], AllowedOAuthScopes: ['openid'] });
    expect(Properties).not.toHaveProperty('GenerateSecret');
    for (const name of ['CallbackURLs', 'LogoutURLs']) {
      expect(JSON.stringify(Properties[name])).toMatch(/PageDistribution\w+","DomainName/);
    }
  });

  it('have their roles read from the claim of the pool, or from that of the operator’s issuer', () => {
    const claimOf = (template: Synthesized['state']) =>
      (
        one(template, 'AWS::Lambda::Function', 'QueryApi').Properties['Environment'] as {
          readonly Variables: Record<string, unknown>;
        }
      ).Variables['ROLES_CLAIM'];
    expect(claimOf(stacks.workflow)).toBe('cognito:groups');
    expect(claimOf(theirs.workflow)).toBe('roles');
    expect(resourcesOf(theirs.state, 'AWS::Cognito::UserPool')).toEqual([]);
  });

  it('get in with a token for the page’s client, or for whom the operator names', () => {
    const jwt = (template: Synthesized['state']) =>
      one(template, 'AWS::ApiGatewayV2::Authorizer').Properties['JwtConfiguration'] as object;
    expect(jwt(stacks.workflow)).toMatchObject({
      Audience: [{ Ref: expect.stringMatching(/^ReaderClient/) }],
    });
    expect(jwt(theirs.workflow)).toEqual({ Issuer: anIssuer.oidcIssuer, Audience: ['page', 'office'] });
  });
});

describe('the page', () => {
  it('is in a private bucket that one distribution may read', () => {
    const { Properties } = one(stacks.workflow, 'AWS::S3::Bucket', 'PageBucket');
    expect(Properties['PublicAccessBlockConfiguration']).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    const policy = one(stacks.workflow, 'AWS::S3::BucketPolicy', 'PageBucket').Properties['PolicyDocument'];
    const { Statement } = policy as { Statement: readonly Record<string, unknown>[] };
    const reading = Statement.filter(({ Effect, Action }) => Effect === 'Allow' && Action === 's3:GetObject');
    expect(reading).toEqual([
      expect.objectContaining({
        Action: 's3:GetObject',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Condition: { StringEquals: { 'AWS:SourceArn': expect.anything() } },
      }),
    ]);
    const [page] = distributionOf(stacks.workflow).Origins;
    expect(page).toMatchObject({ OriginAccessControlId: expect.anything() });
  });

  it('is answered over HTTPS with a policy that lets it speak to its own address and the issuer alone', () => {
    const { SecurityHeadersConfig } = one(
      stacks.workflow,
      'AWS::CloudFront::ResponseHeadersPolicy',
      'PageHeaders',
    ).Properties['ResponseHeadersPolicyConfig'] as { SecurityHeadersConfig: Record<string, object> };
    expect(SecurityHeadersConfig).toMatchObject({
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY' },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000 },
    });
    const { DefaultCacheBehavior, CacheBehaviors } = distributionOf(stacks.workflow);
    for (const behavior of [DefaultCacheBehavior, ...CacheBehaviors]) {
      expect(behavior).toMatchObject({ ViewerProtocolPolicy: 'redirect-to-https' });
      expect(behavior['ResponseHeadersPolicyId']).toBeDefined();
    }
    const theirPolicy = one(theirs.workflow, 'AWS::CloudFront::ResponseHeadersPolicy', 'PageHeaders');
    expect(JSON.stringify(theirPolicy)).toContain("connect-src 'self' https://login.example.org;");
  });

  it('asks the API under its own address, from which no answer is kept', () => {
    const { CacheBehaviors } = distributionOf(stacks.workflow);
    expect(CacheBehaviors.map(({ PathPattern }) => PathPattern)).toEqual([
      '/me',
      '/search',
      '/orders*',
      '/households*',
      '/locations*',
      '/shipments*',
      '/payers*',
      '/events',
      '/exceptions*',
      '/anomalies',
      '/audits*',
      '/cards',
      '/devices',
      '/complaints*',
      '/seals*',
      '/openapi.json',
      '/asyncapi.json',
      '/card*',
    ]);
    for (const behavior of CacheBehaviors) {
      // CachingDisabled, and AllViewerExceptHostHeader, which hands the token on: ids of AWS for both.
      expect(behavior).toMatchObject({
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      });
    }
  });

  it('passes every fault on to whoever met it, and to nobody else', () => {
    const { CustomErrorResponses } = distributionOf(stacks.workflow);
    expect(CustomErrorResponses).toEqual(
      [500, 502, 503, 504].map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
    );
  });

  it('is told who signs its readers in', () => {
    const { SourceMarkers } = one(stacks.workflow, 'Custom::CDKBucketDeployment', 'PageNamedFiles')
      .Properties as { SourceMarkers: readonly object[] };
    expect(JSON.stringify(SourceMarkers)).toContain('ReaderClient');
    expect(JSON.stringify(SourceMarkers)).toContain('ReadersPool');
  });
});
