import { App } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { type Resource, resourcesOf, type Synthesized, stacksOf, synthesize } from './synthesized.ts';

const certificate = (region: string) => `arn:aws:acm:${region}:111122223333:certificate/one`;
const webAclArn = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/relief/one';
const own = {
  pageDomain: 'relief.example.org',
  pageCertificateArn: certificate('us-east-1'),
  apiDomain: 'api.relief.example.org',
  apiCertificateArn: certificate('eu-central-1'),
  webAclArn,
};

let theirs: Synthesized;
let plain: Synthesized;
beforeAll(() => {
  plain = stacksOf();
  theirs = stacksOf(own);
}, 120_000);

function one(template: Synthesized['workflow'], type: string, start = ''): Resource {
  const found = resourcesOf(template, type).filter(([id]) => id.startsWith(start));
  expect(found).toHaveLength(1);
  return (found[0] as [string, Resource])[1];
}

const distributionOf = ({ workflow }: Synthesized) =>
  one(workflow, 'AWS::CloudFront::Distribution').Properties['DistributionConfig'] as {
    readonly Aliases?: readonly string[];
    readonly WebACLId?: string;
    readonly ViewerCertificate?: object;
    readonly Origins: readonly { readonly DomainName: unknown }[];
  };
const outputsOf = ({ workflow }: Synthesized) =>
  workflow.toJSON()['Outputs'] as Record<string, { readonly Value: unknown }>;

describe('an own domain', () => {
  it('closes the address that API Gateway gives, and is where the page asks', () => {
    expect(one(theirs.workflow, 'AWS::ApiGatewayV2::Api').Properties['DisableExecuteApiEndpoint']).toBe(true);
    expect(one(plain.workflow, 'AWS::ApiGatewayV2::Api').Properties['DisableExecuteApiEndpoint']).toBe(false);
    expect(distributionOf(theirs).Origins.map(({ DomainName }) => DomainName)).toContain(own.apiDomain);
    const mapping = one(theirs.workflow, 'AWS::ApiGatewayV2::ApiMapping');
    expect(mapping.Properties).toMatchObject({ Stage: '$default' });
    expect(JSON.stringify(mapping)).toContain('"QueryApiStage');
    expect(outputsOf(theirs)['ApiUrl']?.Value).toBe(`https://${own.apiDomain}/`);
  });

  it('is the page’s, where people sign in and cards lead to', () => {
    expect(distributionOf(theirs)).toMatchObject({
      Aliases: [own.pageDomain],
      WebACLId: webAclArn,
      ViewerCertificate: {
        AcmCertificateArn: own.pageCertificateArn,
        MinimumProtocolVersion: 'TLSv1.2_2021',
      },
    });
    expect(outputsOf(theirs)['PageUrl']?.Value).toBe(`https://${own.pageDomain}/`);
    const client = one(theirs.workflow, 'AWS::Cognito::UserPoolClient').Properties;
    expect(client['CallbackURLs']).toEqual([`https://${own.pageDomain}/`]);
    expect(Object.keys(outputsOf(theirs))).toEqual(expect.arrayContaining(['PageTarget', 'ApiTarget']));
  });

  it('is no part of a deployment without one', () => {
    expect(distributionOf(plain).Aliases).toBeUndefined();
    expect(distributionOf(plain).WebACLId).toBeUndefined();
    expect(Object.keys(outputsOf(plain)).filter((name) => name.endsWith('Target'))).toEqual([]);
  });
});

describe('the web ACL', () => {
  it('is made in the Region of CloudFront, and blocks one address that asks too much', () => {
    const { edge } = synthesize({ edge: 'true' });
    expect(edge?.stack.region).toBe('us-east-1');
    expect(edge?.stack.stackName).toBe('ReliefLedgerEdge-prod');
    const acl = one(edge?.template as Synthesized['workflow'], 'AWS::WAFv2::WebACL').Properties;
    expect(acl).toMatchObject({ Scope: 'CLOUDFRONT', DefaultAction: { Allow: {} } });
    expect(JSON.stringify(acl['Rules'])).toContain(
      '"RateBasedStatement":{"AggregateKeyType":"IP","Limit":5000}',
    );
  });
});

describe('an issuer of the operator’s', () => {
  it('is asked for the scope and the API that it wants, at the origins that it uses', () => {
    const context = {
      oidcIssuer: 'https://login.example.org',
      oidcAudience: 'page',
      oidcScope: 'openid api://relief/read',
      oidcResource: 'https://api.relief.example.org',
      signInOrigins: 'https://tokens.example.org',
    };
    expect(readConfig(new App({ context }).node).oidc).toMatchObject({
      scope: context.oidcScope,
      resource: context.oidcResource,
    });
    const { workflow } = stacksOf(context);
    const headers = JSON.stringify(one(workflow, 'AWS::CloudFront::ResponseHeadersPolicy', 'PageHeaders'));
    expect(headers).toContain("connect-src 'self' https://login.example.org https://tokens.example.org;");
  });
});
