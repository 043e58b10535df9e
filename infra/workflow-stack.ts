import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { AlarmRule, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type QueueName, queueNames } from '../shared/domain/events.ts';
import {
  everyFunction,
  metricNames,
  pageUrlEnvironmentName,
  queueEnvironmentNames,
  tableEnvironmentNames,
  tableNames,
  zoneEnvironmentName,
} from '../shared/runtime/environment-names.ts';
import {
  type AlarmTarget,
  type Frontage,
  heldGrowthPerHour,
  hoursOfHeldGrowth,
  type OidcIssuer,
  type Sender,
  type Stage,
  type WatchPart,
} from './config.ts';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import type { BundledFunctionProps } from './constructs/bundled-function.ts';
import type { CardKey } from './constructs/card-key.ts';
import { DailySeal, sealedSubjects } from './constructs/daily-seal.ts';
import type { DeviceLists } from './constructs/device-lists.ts';
import { EventIntake } from './constructs/event-intake.ts';
import { EventQueue } from './constructs/event-queue.ts';
import { Heartbeat } from './constructs/heartbeat.ts';
import { HouseholdCard } from './constructs/household-card.ts';
import { HouseholdCards } from './constructs/household-cards.ts';
import { describeImpact, ImpactAlarm } from './constructs/impact-alarm.ts';
import { countedBy } from './constructs/ledger-metric.ts';
import { OperationsDashboard } from './constructs/operations-dashboard.ts';
import { OperatorPage } from './constructs/operator-page.ts';
import { OperatorRoles } from './constructs/operator-roles.ts';
import { cardPaths, openPaths, postedPaths, QueryApi, queryPaths } from './constructs/query-api.ts';
import { QueueWorker } from './constructs/queue-worker.ts';
import { ReaderPool } from './constructs/reader-pool.ts';
import type { SealBucket } from './constructs/seal-bucket.ts';
import { SenderRole } from './constructs/sender-role.ts';
import { ServiceLevels } from './constructs/service-levels.ts';
import { TamperWatch } from './constructs/tamper-watch.ts';
import { type ByQueue, impacts, wakes } from './queues.ts';
import type { LedgerTables } from './state-stack.ts';

export interface WorkflowStackProps extends StackProps {
  readonly stage: Stage;
  readonly tables: LedgerTables;
  readonly seals: SealBucket;
  readonly cardKey: CardKey;
  readonly devices: DeviceLists;
  readonly zone: string;
  readonly readers: ReaderPool | OidcIssuer;
  readonly senders: readonly Sender[];
  /** Origins whose pages may send events, beside the page's own. */
  readonly pageOrigins: readonly string[];
  readonly functionsDirectory: string;
  readonly alarms: AlarmTarget;
  readonly frontage: Frontage;
  /** Whether a new version of the API's function takes over bit by bit. */
  readonly isGradual: boolean;
  /** Who may take the roles of operators; undefined: whom the account's own policies let. */
  readonly operatorPrincipal: string | undefined;
  readonly readLogRetention: RetentionDays;
  readonly watch: readonly WatchPart[];
  readonly apiConcurrency: number | undefined;
}

type EventQueues = ByQueue<EventQueue>;
/** What the bundles of all functions have in common. */
type Bundle = Pick<BundledFunctionProps, 'functionsDirectory' | 'environment'>;

/**
 * The seven queues with their workers, the query API, and the two that guard the books. Of data it holds what the queues
 * have. It stays whole, because its parts name one another: queues, functions, routes and alarms.
 */
export class WorkflowStack extends Stack {
  constructor(scope: Construct, id: string, props: WorkflowStackProps) {
    super(scope, id, props);
    const { stage, tables, functionsDirectory } = props;
    const queues = byQueue(
      (queueName) =>
        new EventQueue(this, pascal(queueName), { stage, queueName, impact: impacts[queueName] }),
    );
    const bundle = {
      functionsDirectory,
      environment: {
        ...addresses(tables, queues),
        [zoneEnvironmentName]: props.zone,
      },
    };

    const workers = byQueue((queueName) => this.#workOff(queueName, queues, tables, bundle));
    tables.households.allowRegistering(workers.registrations);
    tables.households.allowMarkingAsAwaited(workers.handovers);
    tables.households.allowMarkingAsAwaited(workers.payments);
    tables.households.allowMarkingAsAwaited(workers.assurance);
    const senders = this.#admit(props.senders, queues, workers);

    const api = new QueryApi(this, 'QueryApi', {
      ...bundle,
      readLogRetention: props.readLogRetention,
      domain: props.frontage.apiDomain,
      isGradual: props.isGradual,
      pageOrigins: props.pageOrigins,
      concurrency: props.apiConcurrency,
      impact: 'Desks and the page cannot read the books. Posting goes on.',
    });
    for (const table of Object.values(tables)) {
      table.allowReading(api);
    }
    const intake = new EventIntake(this, 'EventIntake', {
      functionsDirectory,
      environment: queueAddresses(queues),
      queues: Object.values(queues),
      impact: 'Nobody can send events from the page or by token. What is on the queues is posted.',
    });
    props.devices.allowDeciding(api);
    props.devices.allowReading(intake);
    const card = this.#giveCards(api, queues, props, bundle);
    const page = this.#openPage(api, intake, card, props);
    workers.assurance.expectCards(card);
    const guards = this.#guard(props, queues, bundle);
    if (props.watch.includes('levels'))
      new ServiceLevels(this, 'Levels', { api, queues: Object.values(queues) });
    if (props.watch.includes('heartbeat'))
      new Heartbeat(this, 'Heartbeat', { queues: Object.values(queues) });
    this.#ring(props.alarms, guards);
    this.#letOperate(props, queues, Object.values(workers), guards[1]);
    new OperationsDashboard(this, 'Operations', {
      queues: Object.values(queues),
      functions: [...Object.values(workers), api, intake, card, ...guards],
      api,
    });

    this.#output('Stage', stage);
    this.#output('PageUrl', page.url);
    this.#output('ApiUrl', api.url);
    this.#output('SqsEndpoint', `https://sqs.${this.region}.${this.urlSuffix}`);
    this.#output('DynamoDbEndpoint', `https://dynamodb.${this.region}.${this.urlSuffix}`);
    this.#output('SealArchive', props.seals.address);
    this.#output('Zone', props.zone);
    this.#output('RollbackAlarms', rollbackAlarmsOf(workers).join(' '));
    for (const name of queueNames) {
      this.#output(`Queue${pascal(name)}`, queues[name].queue.queueUrl);
      this.#output(`DeadLetters${pascal(name)}`, workers[name].deadLettersMapping);
    }
    for (const sender of senders) {
      this.#output(`SenderRole${pascal(sender.source.replaceAll(/[^A-Za-z0-9]+/g, '-'))}`, sender.roleArn);
    }
    for (const name of tableNames) {
      this.#output(`Table${pascal(name)}`, tables[name].table.tableName);
    }
  }

  /** The worker of a queue: it reads all tables, posts to the chains, and requests retries of what other queues hold. */
  #workOff(queueName: QueueName, queues: EventQueues, tables: LedgerTables, bundle: Bundle): QueueWorker {
    const worker = new QueueWorker(this, `${pascal(queueName)}Worker`, {
      ...bundle,
      source: queues[queueName],
      impact: impacts[queueName],
    });
    worker.mayWake(wakes[queueName].map((woken) => queues[woken]));
    for (const table of Object.values(tables)) {
      table.allowReading(worker);
    }
    tables.stock.allowPosting(worker);
    tables.ledgers.allowPosting(worker);
    return worker;
  }

  /** What checks cards, and takes what their holders say. */
  #giveCards(
    api: QueryApi,
    queues: EventQueues,
    { tables, cardKey }: WorkflowStackProps,
    bundle: Bundle,
  ): HouseholdCard {
    const cards = new HouseholdCards(this, 'HouseholdCards', cardKey);
    const card = new HouseholdCard(this, 'HouseholdCard', {
      ...bundle,
      queue: queues.assurance,
      impact: 'Households cannot say by their cards what they got, nor complain.',
    });
    for (const table of Object.values(tables)) table.allowReading(card);
    for (const checker of [api, card]) cards.allowChecking(checker);
    return card;
  }

  /** A role for each organisation, which the workers of its queues know. */
  #admit(
    organisations: readonly Sender[],
    queues: EventQueues,
    workers: ByQueue<QueueWorker>,
  ): readonly SenderRole[] {
    const senders = organisations.map(
      (sender) =>
        new SenderRole(this, `Sender-${sender.source}`, {
          ...sender,
          queues: sender.queues.map((name) => queues[name]),
        }),
    );
    for (const name of queueNames) {
      workers[name].expectSenders(senders.filter((sender) => sender.maySendTo(queues[name])));
    }
    return senders;
  }

  /** The two that guard the books: they add seals and anomalies, and nothing else. */
  #guard(
    { tables, seals, zone }: WorkflowStackProps,
    queues: EventQueues,
    bundle: Bundle,
  ): readonly [DailySeal, TamperWatch] {
    const seal = new DailySeal(this, 'DailySeal', {
      ...bundle,
      archive: seals,
      zone,
      impact: 'The day may stay unsealed. Posting goes on.',
    });
    const watch = new TamperWatch(this, 'TamperWatch', {
      ...bundle,
      watched: [tables.stock, tables.ledgers],
      impact: 'Changes made behind the books go unnoticed until the next seal. Posting goes on.',
    });
    for (const guard of [seal, watch]) {
      tables.stock.allowReading(guard);
      tables.ledgers.allowReading(guard);
    }
    // An audit may have been opened on a seal before it was made.
    seal.mayWake([queues.assurance]);
    tables.ledgers.allowAppendingUnder(sealedSubjects, seal);
    tables.ledgers.allowAppendingUnder(['anomalies:*'], watch);
    return [seal, watch];
  }

  /** A role for each thing that the runbook has people do. */
  #letOperate(
    props: WorkflowStackProps,
    queues: EventQueues,
    workers: readonly QueueWorker[],
    watch: TamperWatch,
  ): void {
    const { tables, seals, operatorPrincipal: principal } = props;
    const { arns } = new OperatorRoles(this, 'Operators', {
      principal,
      tables,
      seals,
      queues: Object.values(queues),
      assurance: queues.assurance,
      workers,
      functions: [...workers, watch],
    });
    for (const [name, arn] of Object.entries(arns)) this.#output(`OperatorRole${name}`, arn);
  }

  /** The alarms on all functions together, and whom every alarm reaches. */
  #ring(target: AlarmTarget, guards: readonly (DailySeal | TamperWatch)[]): void {
    const period = Duration.minutes(5);
    new ImpactAlarm(this, 'AnomaliesAlarm', {
      metric: countedBy(this, everyFunction, metricNames.anomalies, period),
      threshold: 1,
      impact:
        'Something in the books needs an explanation: goods or money may be missing, or a document may be wrong. Tell the coordinator.',
      runbook: 'anomalies-were-found',
    });
    new ImpactAlarm(this, 'HeldGrowingAlarm', {
      metric: countedBy(this, everyFunction, metricNames.heldGrowth, Duration.hours(1)),
      threshold: heldGrowthPerHour,
      evaluationPeriods: hoursOfHeldGrowth + 1,
      datapointsToAlarm: hoursOfHeldGrowth,
      impact: `For ${hoursOfHeldGrowth} hours, ${heldGrowthPerHour} or more items an hour were held and not settled, because what they depend on does not arrive. Find out what is missing and have it sent.`,
      runbook: 'held-items-are-growing',
    });
    new ImpactAlarm(this, 'ThrottlesAlarm', {
      metric: LambdaFunction.metricAllThrottles({ period, statistic: 'Sum' }),
      threshold: 1,
      evaluationPeriods: 4,
      datapointsToAlarm: 3,
      impact:
        'The account has no concurrency left in this Region, so AWS does not start functions: batches and questions wait.',
      runbook: 'function-throttles',
    });
    const books = new CompositeAlarm(this, 'BooksAlarm', {
      // By itself the CDK would name it alike in both stages.
      compositeAlarmName: `${this.stackName}-books`,
      alarmRule: AlarmRule.anyOf(...guards.flatMap(({ trustAlarms }) => trustAlarms)),
      alarmDescription: describeImpact({
        impact:
          'The books cannot be trusted for now: they were changed behind their back, or what would show it does not work. Decide nothing by them until you know.',
        runbook: 'the-books-cannot-be-trusted',
      }),
    });
    const alarms = this.node.findAll().filter((construct) => construct instanceof ImpactAlarm);
    new AlarmTopic(this, 'AlarmTopic', target).ringFor([...alarms, books]);
  }

  /** Opens the API, and a page that asks it, to whoever signs in. */
  #openPage(
    api: QueryApi,
    intake: EventIntake,
    card: HouseholdCard,
    { readers, pageOrigins, frontage }: WorkflowStackProps,
  ): OperatorPage {
    const { issuerUrl } = readers;
    const domain = readers instanceof ReaderPool ? readers.domain : undefined;
    const page = new OperatorPage(this, 'Page', {
      apiDomainName: api.domainName,
      apiPaths: [...queryPaths, ...openPaths, ...cardPaths],
      postedPaths,
      signInOrigins: [
        originOf(issuerUrl),
        ...(domain === undefined ? [] : [`https://${domain}`]),
        ...frontage.signInOrigins,
      ],
      domain: frontage.pageDomain,
      webAclArn: frontage.webAclArn,
    });
    const issuer = readers instanceof ReaderPool ? readers.signInAt(this, page.url) : readers;
    const [clientId = ''] = issuer.audience;
    api.openTo(issuer, intake, card);
    api.function.addEnvironment(pageUrlEnvironmentName, page.url);
    intake.trust([originOf(page.url), ...pageOrigins]);
    const { scope, resource } = issuer;
    page.publish({
      issuer: issuerUrl,
      clientId,
      ...(domain !== undefined && { domain }),
      ...(scope !== undefined && { scope }),
      ...(resource !== undefined && { resource }),
    });
    if (frontage.pageDomain !== undefined) this.#output('PageTarget', page.target);
    if (api.domainTarget !== undefined) this.#output('ApiTarget', api.domainTarget);
    if (readers instanceof ReaderPool) {
      this.#output('UserPoolId', readers.userPoolId);
      this.#output('ClientId', clientId);
    }
    return page;
  }

  #output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}

/**
 * While one rings, a deployment that names them is taken back whole: workers have no alias to shift. CloudFormation takes five;
 * these are of the queues on which a round hangs.
 */
const rollbackAlarmsOf = (workers: ByQueue<QueueWorker>): readonly string[] =>
  (['registrations', 'policy-orders', 'shipment-arrivals', 'handovers', 'payments'] as const).map(
    (queueName) => workers[queueName].errorsAlarm.alarmArn,
  );

/** What the environment of whatever reads or writes the books says: where the tables and queues are. */
const addresses = (tables: LedgerTables, queues: EventQueues): { readonly [name: string]: string } => ({
  ...Object.fromEntries(
    tableNames.map((name) => [tableEnvironmentNames[name], tables[name].table.tableName]),
  ),
  ...queueAddresses(queues),
});

const queueAddresses = (queues: EventQueues): { readonly [name: string]: string } =>
  Object.fromEntries(queueNames.map((name) => [queueEnvironmentNames[name], queues[name].queue.queueUrl]));

function byQueue<T>(make: (queueName: QueueName) => T): ByQueue<T> {
  return {
    registrations: make('registrations'),
    'policy-orders': make('policy-orders'),
    'shipment-arrivals': make('shipment-arrivals'),
    handovers: make('handovers'),
    payments: make('payments'),
    'stock-counts': make('stock-counts'),
    assurance: make('assurance'),
  };
}

/** `policy-orders` to `PolicyOrders`, as logical ids are written. */
function pascal(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Of an address whose host may be known only when it is deployed. */
const originOf = (url: string): string => url.split('/').slice(0, 3).join('/');
