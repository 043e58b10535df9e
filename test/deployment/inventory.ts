/** What an account has, by kind, so that two looks at it can be compared. */

/** Answers what a command of `aws` prints as JSON. */
export type AskAws = (...args: readonly string[]) => Promise<unknown>;

export interface Inventory {
  /** `kind name`, in order. */
  readonly names: readonly string[];
  /** Kinds that the server cannot list. */
  readonly unlisted: readonly string[];
}

/** Each kind that a stack of this project may leave: how it is listed, where the list is, and what names a thing. */
const kinds: readonly (readonly [command: string, list: string, name: string])[] = [
  ['dynamodb list-tables', 'TableNames', ''],
  ['dynamodb list-backups', 'BackupSummaries', 'BackupArn'],
  ['sqs list-queues', 'QueueUrls', ''],
  ['s3api list-buckets', 'Buckets', 'Name'],
  ['logs describe-log-groups', 'logGroups', 'logGroupName'],
  ['lambda list-functions', 'Functions', 'FunctionName'],
  ['lambda list-layers', 'Layers', 'LayerName'],
  ['lambda list-event-source-mappings', 'EventSourceMappings', 'UUID'],
  ['iam list-roles', 'Roles', 'RoleName'],
  ['iam list-policies --scope Local', 'Policies', 'PolicyName'],
  ['secretsmanager list-secrets', 'SecretList', 'Name'],
  ['ssm describe-parameters', 'Parameters', 'Name'],
  ['cognito-idp list-user-pools --max-results 60', 'UserPools', 'Id'],
  ['apigatewayv2 get-apis', 'Items', 'ApiId'],
  ['cloudfront list-distributions', 'DistributionList.Items', 'Id'],
  ['cloudfront list-origin-access-controls', 'OriginAccessControlList.Items', 'Name'],
  [
    'cloudfront list-response-headers-policies --type custom',
    'ResponseHeadersPolicyList.Items',
    'ResponseHeadersPolicy.Id',
  ],
  ['cloudwatch describe-alarms --alarm-types MetricAlarm', 'MetricAlarms', 'AlarmName'],
  ['cloudwatch describe-alarms --alarm-types CompositeAlarm', 'CompositeAlarms', 'AlarmName'],
  ['cloudwatch list-dashboards', 'DashboardEntries', 'DashboardName'],
  ['logs describe-metric-filters', 'metricFilters', 'filterName'],
  ['sns list-topics', 'Topics', 'TopicArn'],
  ['scheduler list-schedules', 'Schedules', 'Name'],
  ['backup list-backup-vaults', 'BackupVaultList', 'BackupVaultName'],
  ['backup list-backup-plans', 'BackupPlansList', 'BackupPlanId'],
  ['cloudformation describe-stacks', 'Stacks', 'StackName'],
  ['cloudformation list-exports', 'Exports', 'Name'],
];

/** Looks at every kind in turn. */
export async function inventory(ask: AskAws): Promise<Inventory> {
  const names: string[] = [];
  const unlisted: string[] = [];
  for (const [command, list, name] of kinds) {
    try {
      const things = valueAt(await ask(...command.split(' ')), list) ?? [];
      if (!Array.isArray(things)) throw new Error(`${list} is no list`);
      for (const thing of things) names.push(`${command.split(' ')[0]} ${String(valueAt(thing, name))}`);
    } catch {
      unlisted.push(command);
    }
  }
  return { names: names.toSorted(), unlisted };
}

/** What is in one look and not in the other, in both directions. */
export function differences(before: Inventory, after: Inventory) {
  const [was, is] = [new Set(before.names), new Set(after.names)];
  return {
    left: after.names.filter((name) => !was.has(name)),
    gone: before.names.filter((name) => !is.has(name)),
  };
}

function valueAt(value: unknown, path: string): unknown {
  if (path === '') return value;
  return path
    .split('.')
    .reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>> | undefined)?.[name], value);
}
