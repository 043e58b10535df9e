/** What of the synthesized stacks is paid for, and by which price; whatever has no price here is free. */
import type { TemplateResource, Templates } from '../local/templates.ts';
import type { PriceName } from './prices.ts';

/** How many there are of what is paid for while nothing happens. */
export interface IdleResources {
  /** Of all alarms together: one that watches a sum of metrics is paid for each. */
  readonly alarmMetrics: number;
  readonly dashboards: number;
  readonly compositeAlarms: number;
  /** Queues that Lambda asks all the time; of streams that costs nothing. */
  readonly polledQueues: number;
  readonly secrets: number;
}

/** Every type of resource that the stacks make, with the prices that it is paid by. */
export const pricesOfTypes: Readonly<Record<string, readonly PriceName[]>> = {
  'AWS::Backup::BackupPlan': [],
  'AWS::Backup::BackupSelection': [],
  'AWS::Backup::BackupVault': ['vaultGigabyteMonth'],
  'AWS::ApiGatewayV2::Api': ['apiRequest'],
  'AWS::ApiGatewayV2::Authorizer': [],
  'AWS::ApiGatewayV2::Integration': [],
  'AWS::ApiGatewayV2::Route': [],
  'AWS::ApiGatewayV2::Stage': ['loggedGigabyte'],
  'AWS::CloudFront::Distribution': ['pageRequest', 'sentGigabyte'],
  'AWS::CloudFront::OriginAccessControl': [],
  'AWS::CloudFront::ResponseHeadersPolicy': [],
  'AWS::CloudWatch::Alarm': ['alarmMetricMonth'],
  'AWS::CloudWatch::CompositeAlarm': ['compositeAlarmMonth'],
  'AWS::CloudWatch::Dashboard': ['dashboardMonth'],
  'AWS::CodeDeploy::Application': [],
  'AWS::CodeDeploy::DeploymentGroup': [],
  'AWS::Cognito::UserPool': ['readerMonth'],
  'AWS::Cognito::UserPoolClient': [],
  'AWS::Cognito::UserPoolDomain': [],
  'AWS::Cognito::UserPoolGroup': [],
  'AWS::DynamoDB::Table': [
    'writeUnit',
    'readUnit',
    'storedGigabyteMonth',
    'backedUpGigabyteMonth',
    'keyRequest',
  ],
  'AWS::IAM::Policy': [],
  'AWS::IAM::Role': [],
  'AWS::Lambda::Alias': [],
  'AWS::Lambda::EventSourceMapping': ['queueRequest', 'streamRead'],
  'AWS::Lambda::Function': ['invocation', 'gigabyteSecond', 'trace', 'metricMonth'],
  'AWS::Lambda::LayerVersion': [],
  'AWS::Lambda::Permission': [],
  'AWS::Lambda::Version': [],
  'AWS::Logs::LogGroup': ['loggedGigabyte', 'keptLogGigabyteMonth'],
  'AWS::Logs::MetricFilter': ['metricMonth'],
  'AWS::S3::Bucket': ['archivedGigabyteMonth', 'putObject'],
  'AWS::S3::BucketPolicy': [],
  'AWS::SecretsManager::Secret': ['secretMonth'],
  'AWS::SNS::Subscription': [],
  'AWS::SNS::Topic': [],
  'AWS::SNS::TopicPolicy': [],
  'AWS::SQS::Queue': ['queueRequest'],
  'AWS::SQS::QueuePolicy': [],
  'AWS::Scheduler::Schedule': ['scheduledCall'],
  // Runs while a stack is deployed, and at no other time.
  'Custom::CDKBucketDeployment': [],
  'Custom::S3AutoDeleteObjects': [],
};

export function idleResourcesOf(templates: Pick<Templates, 'resources'>): IdleResources {
  const alarms = templates.resources('AWS::CloudWatch::Alarm');
  const watched = alarms.map(({ properties }) => {
    const { Metrics = [] } = properties as {
      readonly Metrics?: readonly { readonly MetricStat?: unknown }[];
    };
    return Math.max(1, Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length);
  });
  const mappings = templates.resources('AWS::Lambda::EventSourceMapping');
  return {
    alarmMetrics: watched.reduce((sum, metrics) => sum + metrics, 0),
    compositeAlarms: templates.resources('AWS::CloudWatch::CompositeAlarm').length,
    dashboards: templates.resources('AWS::CloudWatch::Dashboard').length,
    secrets: templates.resources('AWS::SecretsManager::Secret').length,
    polledQueues: mappings.filter(isPolled).length,
  };
}

/** Queues are, unless what polls them rests; a stream is not paid for. */
const isPolled = ({ properties }: TemplateResource): boolean =>
  !('StartingPosition' in properties) && properties['Enabled'] !== false;
