import { describe, expect, it } from 'vitest';
import { type Template, templateWithout } from './lacking.ts';

const template: Template = {
  Resources: {
    Headers: { Type: 'AWS::CloudFront::ResponseHeadersPolicy' },
    Page: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        Behavior: { HeadersId: { Ref: 'Headers' }, Compress: true },
        Origins: [{ Domain: 'bucket', AccessId: { 'Fn::GetAtt': ['Access', 'Id'] } }],
        Names: [{ Ref: 'Headers' }, 'Headers2'],
      },
      DependsOn: ['Headers', 'Bucket'],
    } as Template['Resources'][string],
    Access: { Type: 'AWS::CloudFront::OriginAccessControl' },
    Bucket: { Type: 'AWS::S3::Bucket' },
    Sum: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [] } },
    One: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } },
  },
};

describe('a template without what a server does not know', () => {
  it('has none of the types, and nothing that refers to one', () => {
    const { Resources } = templateWithout(template, [
      'AWS::CloudFront::ResponseHeadersPolicy',
      'AWS::CloudFront::OriginAccessControl',
    ]);
    expect(Object.keys(Resources)).toEqual(['Page', 'Bucket', 'Sum', 'One']);
    expect(Resources['Page']).toEqual({
      Type: 'AWS::CloudFront::Distribution',
      Properties: { Behavior: { Compress: true }, Origins: [{ Domain: 'bucket' }], Names: ['Headers2'] },
      DependsOn: ['Bucket'],
    });
  });

  it('keeps a type where only some of it is not known', () => {
    const { Resources } = templateWithout(template, ['AWS::CloudWatch::Alarm.Metrics']);
    expect(Object.keys(Resources)).toEqual(['Headers', 'Page', 'Access', 'Bucket', 'One']);
  });

  it('is the same where nothing is lacking', () => {
    expect(templateWithout(template, [])).toEqual(template);
  });
});
