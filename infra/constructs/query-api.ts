import { Duration, Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { cardPageFile, rolesClaimEnvironmentName } from '../../shared/runtime/environment-names.ts';
import {
  answerTimeout,
  apiBurstLimit,
  apiRateLimitPerSecond,
  cardBurstLimit,
  cardRateLimitPerSecond,
  intakeBurstLimit,
  intakeRateLimitPerSecond,
  manyRefusals,
  manyTurnedAway,
  type OidcIssuer,
  slowAnswer,
  stageOf,
} from '../config.ts';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';
import type { EventIntake } from './event-intake.ts';
import type { HouseholdCard } from './household-card.ts';
import { ImpactAlarm } from './impact-alarm.ts';
import { ledgerNamespace } from './ledger-metric.ts';

/**
 * Every path of the contract, and those that the page asks beyond it, each as a GET. A shipmentId may hold a slash,
 * so its route is greedy.
 */
export const queryPaths = [
  '/me',
  '/search',
  '/orders',
  '/orders/{orderId}',
  '/orders/{orderId}/reconciliation',
  '/orders/{orderId}/shipments',
  '/orders/{orderId}/activity',
  '/households/{householdId}',
  '/households/{householdId}/ledger',
  '/locations',
  '/locations/{locationId}',
  '/locations/{locationId}/reconciliation',
  '/locations/{locationId}/shipments',
  '/locations/{locationId}/ledger',
  '/locations/{locationId}/stock-report',
  '/locations/{locationId}/distribution-list',
  '/locations/{locationId}/payment-list',
  '/shipments/{shipmentId+}',
  '/payers/{payerId}',
  '/payers/{payerId}/ledger',
  '/events',
  '/exceptions',
  '/anomalies',
  '/audits',
  '/audits/{auditId}',
  '/audits/{auditId}/draws',
  '/cards',
  '/complaints',
  '/complaints/{complaintId}',
  '/seals',
  '/seals/{date}',
  '/openapi.json',
] as const;

/** What is posted: a preview writes nothing, so the query API answers it too. */
const previewPath = '/orders/preview';
const intakePath = '/events';

/** What anybody may ask: a card with its token, and what was made public. */
export const openPaths = ['/card', '/orders/{orderId}/public'] as const;
export const cardPaths = ['/card/statements', '/card/complaints'] as const;

/** Paths that take more than a GET. */
export const postedPaths: readonly string[] = [intakePath, previewPath, ...cardPaths];

/** A line of the access log: who asked what, and what came of it. */
const accessLogLine = {
  requestTime: '$context.requestTime',
  requestId: '$context.requestId',
  /** Who, as the issuer names them; empty without a token. */
  sub: '$context.authorizer.claims.sub',
  routeKey: '$context.routeKey',
  path: '$context.path',
  status: '$context.status',
  /** The last stop before the API: CloudFront's, for whoever comes by the page. */
  sourceIp: '$context.identity.sourceIp',
  userAgent: '$context.identity.userAgent',
  responseLength: '$context.responseLength',
  integrationLatency: '$context.integrationLatency',
  integrationErrorMessage: '$context.integrationErrorMessage',
  authorizerError: '$context.authorizer.error',
};

/** How often a route may be asked in a second. */
interface Limit {
  readonly route: HttpRoute;
  readonly key: string;
  readonly rate: number;
  readonly burst: number;
}

/** The read side: one function behind an HTTP API that lets nobody in without a token. */
export class QueryApi extends BundledFunction {
  readonly url: string;
  readonly domainName: string;
  readonly requests: Metric;
  readonly faults: Metric;
  readonly latency: Metric;
  readonly #api: HttpApi;
  readonly #stage: HttpStage;
  readonly #limits: Limit[] = [];

  constructor(
    scope: Construct,
    id: string,
    {
      readLogRetention,
      ...props
    }: Omit<BundledFunctionProps, 'name' | 'timeout'> & { readonly readLogRetention: RetentionDays },
  ) {
    super(scope, id, {
      ...props,
      name: 'ledger-api',
      timeout: answerTimeout,
      file: { name: cardPageFile, writtenBy: 'dashboard/card/write.ts' },
    });
    this.#api = new HttpApi(this, 'Api', {
      apiName: Stack.of(this).stackName,
      createDefaultStage: false,
    });
    const { stackName, stackId } = Stack.of(this);
    const accessLog = new LogGroup(this, 'AccessLog', {
      // Where AWS lets services write by one entry of the account's policy, which has room for few; what makes a stack's id
      // unique tells apart what an earlier one left.
      logGroupName: `/aws/vendedlogs/apis/${stackName}-${Fn.select(2, Fn.split('/', stackId))}`,
      retention: readLogRetention,
      // Who read which household must be found when somebody asks.
      removalPolicy: stageOf(this.node) === 'prod' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.#api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: apiRateLimitPerSecond, burstLimit: apiBurstLimit },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(JSON.stringify(accessLogLine)),
      },
    });
    this.#stage = stage;
    this.url = stage.url;
    const period = Duration.minutes(5);
    this.requests = this.#api.metricCount({ period, statistic: 'Sum' });
    this.faults = this.#api.metricServerError({ period, statistic: 'Sum' });
    this.latency = this.#api.metricLatency({ period, statistic: 'p99' });
    this.#watch(accessLog, props.impact);
    this.domainName = Fn.select(2, Fn.split('/', this.#api.apiEndpoint));
  }

  /** What no alarm on the function's errors sees: it answers a fault of its own as a problem, and API Gateway turns people away before it. */
  #watch(accessLog: LogGroup, impact: string): void {
    const period = Duration.minutes(5);
    new ImpactAlarm(this, 'FaultsAlarm', {
      metric: this.faults,
      threshold: 1,
      evaluationPeriods: 4,
      datapointsToAlarm: 2,
      impact: `The query API returns errors. ${impact}`,
      runbook: 'questions-without-an-answer',
    });
    new ImpactAlarm(this, 'LatencyAlarm', {
      metric: this.latency,
      threshold: slowAnswer.toMilliseconds(),
      evaluationPeriods: 4,
      datapointsToAlarm: 3,
      impact: `One in a hundred questions waits for more than ${slowAnswer.toSeconds()} seconds, and people at the desks wait with it.`,
      runbook: 'answers-are-slow',
    });
    new ImpactAlarm(this, 'RefusalsAlarm', {
      metric: this.#api.metricClientError({ period, statistic: 'Sum' }),
      threshold: manyRefusals,
      evaluationPeriods: 4,
      datapointsToAlarm: 2,
      impact:
        'Very many questions are refused. A page or a sender asks what it may not, or somebody floods the API. Desks may not get in.',
      runbook: 'questions-are-refused',
    });
    const turnedAway = accessLog.addMetricFilter('TurnedAway', {
      filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
      metricNamespace: ledgerNamespace(this),
      metricName: 'TurnedAway',
      metricValue: '1',
    });
    new ImpactAlarm(this, 'TurnedAwayAlarm', {
      metric: turnedAway.metric({ period, statistic: 'Sum' }),
      threshold: manyTurnedAway,
      impact: 'More is asked than the API lets in, and desks are turned away. Posting goes on.',
      runbook: 'questions-are-refused',
    });
  }

  /** Answers whoever has a token of the issuer, each what their roles open; until then it has no route. What is sent goes to the intake. */
  openTo(issuer: OidcIssuer, intake: EventIntake, card: HouseholdCard): void {
    this.function.addEnvironment(rolesClaimEnvironmentName, issuer.rolesClaim);
    intake.function.addEnvironment(rolesClaimEnvironmentName, issuer.rolesClaim);
    const integration = new HttpLambdaIntegration('Integration', this.function, {
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
      scopePermissionToRoute: false,
    });
    const authorizer: IHttpRouteAuthorizer = new HttpJwtAuthorizer('Authorizer', issuer.issuerUrl, {
      jwtAudience: [...issuer.audience],
    });
    for (const path of queryPaths) {
      this.#api.addRoutes({ path, methods: [HttpMethod.GET], integration, authorizer });
    }
    const posted = { methods: [HttpMethod.POST], authorizer };
    this.#api.addRoutes({ path: previewPath, integration, ...posted });
    const sending = new HttpLambdaIntegration('Sending', intake.function, {
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
      scopePermissionToRoute: false,
    });
    this.#limits.push(
      ...this.#api.addRoutes({ path: intakePath, integration: sending, ...posted }).map((route) => ({
        route,
        key: `${HttpMethod.POST} ${intakePath}`,
        rate: intakeRateLimitPerSecond,
        burst: intakeBurstLimit,
      })),
    );
    this.#openToAll(integration, card);
    this.#throttle();
    // API Gateway's own answer to what it has no route for is no problem of RFC 9457.
    new HttpRoute(this, 'Unrouted', {
      httpApi: this.#api,
      routeKey: HttpRouteKey.DEFAULT,
      integration,
      authorizer,
    });
  }

  /** What needs no sign-in. */
  #openToAll(questions: HttpLambdaIntegration, card: HouseholdCard): void {
    const authorizer = new HttpNoneAuthorizer();
    const saying = new HttpLambdaIntegration('Saying', card.function, {
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
      scopePermissionToRoute: false,
    });
    const open = [
      ...openPaths.map((path) => ({ path, method: HttpMethod.GET, integration: questions })),
      ...cardPaths.map((path) => ({ path, method: HttpMethod.POST, integration: saying })),
    ];
    for (const { path, method, integration } of open) {
      for (const route of this.#api.addRoutes({ path, methods: [method], integration, authorizer })) {
        this.#limits.push({
          route,
          key: `${method} ${path}`,
          rate: cardRateLimitPerSecond,
          burst: cardBurstLimit,
        });
        Validations.of(route).acknowledge({
          id: 'AwsSolutions-APIG4',
          reason:
            'Households have a card and no account: the function checks its token. Orders are public once opened.',
        });
      }
    }
  }

  /** A route has a limit of its own only once it is there. */
  #throttle(): void {
    const stage = this.#stage.node.defaultChild as CfnStage;
    stage.routeSettings = Object.fromEntries(
      this.#limits.map(({ key, rate, burst }) => [
        key,
        { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst },
      ]),
    );
    stage.node.addDependency(...this.#limits.map(({ route }) => route));
  }
}
