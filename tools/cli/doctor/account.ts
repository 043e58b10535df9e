/** An AWS account before a deployment, and a stack after one, asked through the `aws` command that the operator has anyway. */

import { doctor, type Say } from '../words/doctor.ts';
import { type Check, good, lookAt, missing } from './check.ts';

export interface Account {
  /** Runs `aws … --output json` and reads its answer. Errors: throws with what it said. */
  readonly aws: (...args: readonly string[]) => Promise<unknown>;
  /** The Region that the command is set to. */
  readonly region: string | undefined;
}

/** A deployed system, by its outputs. */
export interface Deployed {
  readonly stage: string | undefined;
  readonly region: string | undefined;
  readonly zone: string | undefined;
  readonly sealArchive: string | undefined;
  readonly stackName: string;
  readonly apiUrl: string;
  readonly fetchDate: (url: string) => Promise<{ readonly status: number; readonly date: Date | undefined }>;
  readonly now: Date;
}

/** Seven queues of twenty batches, and the questions beside them; new accounts have ten. */
const leastConcurrency = 200;
/** As the manifest of the synthesized stacks asks for (`requiresBootstrapStackVersion`). */
const leastBootstrapVersion = 8;
/** A signature of a request is refused beyond five minutes; days are sealed by seconds. */
const longestClockErrorMs = 60_000;

const member = (value: unknown, ...names: readonly string[]): unknown =>
  names.reduce<unknown>(
    (of, name) =>
      typeof of === 'object' && of !== null ? (of as Readonly<Record<string, unknown>>)[name] : undefined,
    value,
  );

export async function accountChecks({ aws, region }: Account, say: Say = doctor): Promise<readonly Check[]> {
  const withAws = say('account.do');
  return [
    await lookAt(say('account'), withAws, async () => {
      const identity = await aws('sts', 'get-caller-identity');
      return good(
        say('account'),
        say('account.good', {
          account: String(member(identity, 'Account')),
          arn: String(member(identity, 'Arn')),
        }),
      );
    }),
    region === undefined
      ? missing(say('region'), say('region.none'), say('region.do'))
      : good(say('region'), region),
    await lookAt(say('concurrency'), withAws, async () => {
      const settings = await aws('lambda', 'get-account-settings');
      const limit = Number(member(settings, 'AccountLimit', 'ConcurrentExecutions'));
      return limit >= leastConcurrency
        ? good(say('concurrency'), say('concurrency.found', { limit: String(limit) }))
        : missing(
            say('concurrency'),
            say('concurrency.found', { limit: String(limit) }),
            say('concurrency.do', { least: leastConcurrency }),
          );
    }),
    await lookAt(say('bootstrap'), say('bootstrap.ask'), async () => {
      const found = await aws('ssm', 'get-parameter', '--name', '/cdk-bootstrap/hnb659fds/version');
      const version = Number(member(found, 'Parameter', 'Value'));
      return version >= leastBootstrapVersion
        ? good(say('bootstrap'), say('bootstrap.found', { version: String(version) }))
        : missing(
            say('bootstrap'),
            say('bootstrap.found', { version: String(version) }),
            say('bootstrap.do', { least: leastBootstrapVersion }),
          );
    }),
    await lookAt(say('mail'), withAws, async () => {
      const mail = await aws('sesv2', 'get-account');
      return member(mail, 'ProductionAccessEnabled') === true
        ? good(say('mail'), say('mail.good'))
        : missing(say('mail'), say('mail.bad'), say('mail.do'));
    }),
  ];
}

export async function deployedChecks(
  { aws, region }: Account,
  deployed: Deployed,
  stage: string | undefined,
  say: Say = doctor,
): Promise<readonly Check[]> {
  const withAws = say('account.do');
  return [
    deployed.stage === undefined || (stage !== undefined && deployed.stage !== stage)
      ? missing(say('stage'), deployed.stage ?? say('stage.none'), say('stage.do'))
      : good(say('stage'), deployed.stage),
    deployed.region !== region
      ? missing(
          say('systemRegion'),
          say('systemRegion.bad', { region: String(deployed.region), other: String(region) }),
          say('systemRegion.do', { region: String(deployed.region) }),
        )
      : good(say('systemRegion'), String(deployed.region)),
    deployed.zone === undefined || deployed.sealArchive === undefined
      ? missing(say('seals'), say('seals.bad'), say('seals.do'))
      : good(say('seals'), say('seals.good', { archive: deployed.sealArchive, zone: deployed.zone })),
    ...(await apiChecks(deployed, say)),
    await lookAt(say('stack'), withAws, () => stackCheck(aws, deployed.stackName, say)),
    await lookAt(say('alarms'), withAws, () => alarmsCheck(aws, deployed.stackName, say)),
  ];
}

async function apiChecks({ apiUrl, fetchDate, now }: Deployed, say: Say): Promise<readonly Check[]> {
  const remedy = say('api.do');
  const answered = await fetchDate(`${apiUrl}/me`).catch((error: unknown) => error);
  if (typeof answered !== 'object' || answered === null || !('status' in answered)) {
    const found = answered instanceof Error ? answered.message : String(answered);
    return [missing(say('api'), say('api.silent', { address: apiUrl, why: found }), remedy)];
  }
  const { status, date } = answered as Awaited<ReturnType<Deployed['fetchDate']>>;
  const api =
    status === 401
      ? good(say('api'), say('api.good', { address: apiUrl }))
      : missing(say('api'), say('api.open', { address: apiUrl, status: String(status) }), remedy);
  if (date === undefined) return [api];
  const error = Math.abs(date.getTime() - now.getTime());
  const found = say('clock.ofApi', { seconds: String(Math.round(error / 1_000)) });
  return [
    api,
    error <= longestClockErrorMs
      ? good(say('clock'), found)
      : missing(say('clock'), found, say('clock.ofApi.do')),
  ];
}

async function stackCheck(aws: Account['aws'], stackName: string, say: Say): Promise<Check> {
  const found = await aws('cloudformation', 'describe-stacks', '--stack-name', stackName);
  const status = String(member(found, 'Stacks', '0', 'StackStatus'));
  return /^(?:CREATE|UPDATE)_COMPLETE$/.test(status)
    ? good(say('stack'), say('stack.found', { stack: stackName, status }))
    : missing(say('stack'), say('stack.found', { stack: stackName, status }), say('stack.do'));
}

/** An alarm that reaches nobody is silence. */
async function alarmsCheck(aws: Account['aws'], stackName: string, say: Say): Promise<Check> {
  const found = await aws('cloudformation', 'describe-stack-resources', '--stack-name', stackName);
  const resources = member(found, 'StackResources');
  const topic = Array.isArray(resources)
    ? resources.find((resource) => member(resource, 'ResourceType') === 'AWS::SNS::Topic')
    : undefined;
  if (topic === undefined) return good(say('alarms'), say('alarms.own'));
  const arn = String(member(topic, 'PhysicalResourceId'));
  const subscribed = member(
    await aws('sns', 'list-subscriptions-by-topic', '--topic-arn', arn),
    'Subscriptions',
  );
  const confirmed = Array.isArray(subscribed)
    ? subscribed.filter((one) => String(member(one, 'SubscriptionArn')).startsWith('arn:'))
    : [];
  return confirmed.length > 0
    ? good(say('alarms'), say('alarms.good', { count: String(confirmed.length) }))
    : missing(say('alarms'), say('alarms.bad'), say('alarms.do'));
}
