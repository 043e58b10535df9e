/** An AWS account before a deployment, and a stack after one, asked through the `aws` command that the operator has anyway. */
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

const withAws = 'Install the aws command, sign in to the account, and ask again.';

export async function accountChecks({ aws, region }: Account): Promise<readonly Check[]> {
  return [
    await lookAt('account', withAws, async () => {
      const identity = await aws('sts', 'get-caller-identity');
      return good('account', `${member(identity, 'Account')}, as ${member(identity, 'Arn')}`);
    }),
    region === undefined ? missing('Region', 'none is set', 'Set AWS_REGION.') : good('Region', region),
    await lookAt('concurrency', withAws, async () => {
      const settings = await aws('lambda', 'get-account-settings');
      const limit = Number(member(settings, 'AccountLimit', 'ConcurrentExecutions'));
      return limit >= leastConcurrency
        ? good('concurrency', `${limit} executions at once`)
        : missing(
            'concurrency',
            `${limit} executions at once`,
            `Ask for 1,000 ("aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000"): below ${leastConcurrency} batches are turned away, and end in the dead-letter queues.`,
          );
    }),
    await lookAt('bootstrap', 'Run "npx cdk bootstrap" once for this account and Region.', async () => {
      const found = await aws('ssm', 'get-parameter', '--name', '/cdk-bootstrap/hnb659fds/version');
      const version = Number(member(found, 'Parameter', 'Value'));
      return version >= leastBootstrapVersion
        ? good('bootstrap', `version ${version}`)
        : missing(
            'bootstrap',
            `version ${version}`,
            `Run "npx cdk bootstrap": the CDK asks for ${leastBootstrapVersion}.`,
          );
    }),
    await lookAt('mail', withAws, async () => {
      const mail = await aws('sesv2', 'get-account');
      return member(mail, 'ProductionAccessEnabled') === true
        ? good('mail', 'SES may send to anybody')
        : missing(
            'mail',
            'SES is in its sandbox',
            'Cognito’s own mail reaches some 50 readers a day. For more, ask AWS to let SES out of its sandbox.',
          );
    }),
  ];
}

export async function deployedChecks(
  { aws, region }: Account,
  deployed: Deployed,
  stage: string | undefined,
): Promise<readonly Check[]> {
  return [
    deployed.stage === undefined || (stage !== undefined && deployed.stage !== stage)
      ? missing(
          'stage',
          deployed.stage ?? 'the outputs name none',
          'These are the outputs of another deployment: write them anew with "cdk deploy --outputs-file".',
        )
      : good('stage', deployed.stage),
    deployed.region !== region
      ? missing(
          'Region of the system',
          `${deployed.region}, and the aws command is set to ${region}`,
          `Set AWS_REGION=${deployed.region}.`,
        )
      : good('Region of the system', String(deployed.region)),
    deployed.zone === undefined || deployed.sealArchive === undefined
      ? missing(
          'seals',
          'the outputs name no zone or no archive',
          'Deploy this version, and write the outputs anew.',
        )
      : good('seals', `${deployed.sealArchive}, by the days of ${deployed.zone}`),
    ...(await apiChecks(deployed)),
    await lookAt('stack', withAws, () => stackCheck(aws, deployed.stackName)),
    await lookAt('alarms', withAws, () => alarmsCheck(aws, deployed.stackName)),
  ];
}

async function apiChecks({ apiUrl, fetchDate, now }: Deployed): Promise<readonly Check[]> {
  const remedy =
    'Look whether the address in the outputs is that of the stack, and whether this network reaches it.';
  const answered = await fetchDate(`${apiUrl}/me`).catch((error: unknown) => error);
  if (typeof answered !== 'object' || answered === null || !('status' in answered)) {
    const found = answered instanceof Error ? answered.message : String(answered);
    return [missing('API', `${apiUrl} does not answer: ${found}`, remedy)];
  }
  const { status, date } = answered as Awaited<ReturnType<Deployed['fetchDate']>>;
  const api =
    status === 401
      ? good('API', `${apiUrl} answers, and tells nothing without a token`)
      : missing('API', `${apiUrl} answers ${status} without a token, not 401`, remedy);
  if (date === undefined) return [api];
  const error = Math.abs(date.getTime() - now.getTime());
  const found = `${Math.round(error / 1_000)} s from that of the API`;
  return [
    api,
    error <= longestClockErrorMs
      ? good('clock', found)
      : missing(
          'clock',
          found,
          'Set the clock of this machine: requests are signed by it, and events dated.',
        ),
  ];
}

async function stackCheck(aws: Account['aws'], stackName: string): Promise<Check> {
  const found = await aws('cloudformation', 'describe-stacks', '--stack-name', stackName);
  const status = String(member(found, 'Stacks', '0', 'StackStatus'));
  return /^(?:CREATE|UPDATE)_COMPLETE$/.test(status)
    ? good('stack', `${stackName} is ${status}`)
    : missing(
        'stack',
        `${stackName} is ${status}`,
        'Look into its events: "aws cloudformation describe-stack-events".',
      );
}

/** An alarm that reaches nobody is silence. */
async function alarmsCheck(aws: Account['aws'], stackName: string): Promise<Check> {
  const found = await aws('cloudformation', 'describe-stack-resources', '--stack-name', stackName);
  const resources = member(found, 'StackResources');
  const topic = Array.isArray(resources)
    ? resources.find((resource) => member(resource, 'ResourceType') === 'AWS::SNS::Topic')
    : undefined;
  if (topic === undefined) return good('alarms', 'they go to a topic of your own');
  const arn = String(member(topic, 'PhysicalResourceId'));
  const subscribed = member(
    await aws('sns', 'list-subscriptions-by-topic', '--topic-arn', arn),
    'Subscriptions',
  );
  const confirmed = Array.isArray(subscribed)
    ? subscribed.filter((one) => String(member(one, 'SubscriptionArn')).startsWith('arn:'))
    : [];
  return confirmed.length > 0
    ? good('alarms', `${confirmed.length} subscribed`)
    : missing(
        'alarms',
        'nobody is subscribed, or has confirmed it',
        'Deploy with -c alarmMail=…, and have the mail confirmed that AWS sends; see docs/deploying.md.',
      );
}
