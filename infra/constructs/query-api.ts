import { Duration, Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  ApiMapping,
  type CfnStage,
  CorsHttpMethod,
  type CorsPreflightOptions,
  DomainName,
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
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { cardPageFile, rolesClaimEnvironmentName } from '../../shared/runtime/environment-names.ts';
import {
  answerTimeout,
  apiBurstLimit,
  apiRateLimitPerSecond,
  manyRefusals,
  manyTurnedAway,
  type OidcIssuer,
  type OwnDomain,
  slowAnswer,
  stageOf,
} from '../config.ts';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';
import type { EventIntake } from './event-intake.ts';
import { GradualRollout } from './gradual-rollout.ts';
import type { HouseholdCard } from './household-card.ts';
import { ImpactAlarm } from './impact-alarm.ts';
import { ledgerNamespace } from './ledger-metric.ts';
import { limitOf } from './route-limits.ts';

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
  '/exceptions/groups',
  '/anomalies',
  '/audits',
  '/audits/{auditId}',
  '/audits/{auditId}/draws',
  '/cards',
  '/devices',
  '/complaints',
  '/complaints/{complaintId}',
  '/seals',
  '/seals/{date}',
  '/openapi.json',
  '/asyncapi.json',
] as const;

/** What is posted to the query API: a preview writes nothing, and what is decided about a device is no part of the books. */
const decidedPaths = ['/orders/preview', '/devices'] as const;
const intakePath = '/events';

/** What anybody may ask: a card with its token, and what was made public. */
export const openPaths = ['/card', '/orders/{orderId}/public'] as const;
export const cardPaths = ['/card/statements', '/card/complaints'] as const;

/** Paths that take more than a GET. */
export const postedPaths: readonly string[] = [intakePath, ...decidedPaths, ...cardPaths];

/** A line of the access log: who asked what, and what came of it. */
const accessLogLine = {
  requestTime: '$context.requestTime',
  requestId: '$context.requestId',
  /** Who, as the issuer names them; empty without a token. */
  sub: '$context.authorizer.claims.sub',
  routeKey: '$context.routeKey',
  path: '$context.path',
  status: '$context.status',
  /** The last stop before the API: CloudFront's, for whoever comes by the page. Of whom that was asked the function writes down. */
  sourceIp: '$context.identity.sourceIp',
  userAgent: '$context.identity.userAgent',
  responseLength: '$context.responseLength',
  integrationLatency: '$context.integrationLatency',
  integrationErrorMessage: '$context.integrationErrorMessage',
  authorizerError: '$context.authorizer.error',
};

export interface QueryApiProps extends Omit<BundledFunctionProps, 'name' | 'timeout'> {
  readonly readLogRetention: RetentionDays;
  /** Takes the place of the address that API Gateway gives. */
  readonly domain: OwnDomain | undefined;
  /** Whether a new version takes over bit by bit. */
  readonly isGradual: boolean;
  /** How many questions may be answered at once; undefined: as many as the account has room for. */
  readonly concurrency: number | undefined;
  /** Origins whose pages may ask and send, beside the page of the stack, which is served under the same one. */
  readonly pageOrigins: readonly string[];
}

/** What a browser lets the pages of other origins ask, send and read. */
const corsFor = (pageOrigins: readonly string[]): CorsPreflightOptions => ({
  allowOrigins: [...pageOrigins],
  allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST],
  allowHeaders: ['authorization', 'content-type', 'content-encoding', 'prefer', 'relief-card'],
  exposeHeaders: [
    'content-location',
    'link',
    'location',
    'preference-applied',
    'relief-content',
    'retry-after',
  ],
  maxAge: Duration.hours(1),
});

/** The read side: one function behind an HTTP API that lets nobody in without a token. */
export class QueryApi extends BundledFunction {
  readonly url: string;
  readonly domainName: string;
  /** What the operator's name must point to, where there is one. */
  readonly domainTarget: string | undefined;
  readonly requests: Metric;
  readonly faults: Metric;
  readonly latency: Metric;
  readonly #api: HttpApi;
  readonly #stage: HttpStage;
  readonly #isGradual: boolean;
  readonly #faultsAlarm: ImpactAlarm;

  constructor(
    scope: Construct,
    id: string,
    { readLogRetention, domain, isGradual, pageOrigins, concurrency, ...props }: QueryApiProps,
  ) {
    super(scope, id, {
      ...props,
      name: 'ledger-api',
      timeout: answerTimeout,
      // A question is one call and its log line says how long it took; traces of all of them cost more than the questions.
      isTraced: false,
      ...(concurrency !== undefined && { concurrency }),
      file: { name: cardPageFile, writtenBy: 'dashboard/card/write.ts' },
      // Who read which household, with their address, is in it.
      log: { retention: readLogRetention, isKept: stageOf(scope.node) === 'prod' },
    });
    this.#api = new HttpApi(this, 'Api', {
      apiName: Stack.of(this).stackName,
      createDefaultStage: false,
      disableExecuteApiEndpoint: domain !== undefined,
      // Without one no page of another origin is answered, and a browser keeps the answer from it.
      ...(pageOrigins.length > 0 && { corsPreflight: corsFor(pageOrigins) }),
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
    this.#isGradual = isGradual;
    this.domainName = domain?.name ?? Fn.select(2, Fn.split('/', this.#api.apiEndpoint));
    this.url = domain === undefined ? stage.url : `https://${domain.name}/`;
    this.domainTarget = domain === undefined ? undefined : this.#nameIt(domain);
    const period = Duration.minutes(5);
    this.requests = this.#api.metricCount({ period, statistic: 'Sum' });
    this.faults = this.#api.metricServerError({ period, statistic: 'Sum' });
    this.latency = this.#api.metricLatency({ period, statistic: 'p99' });
    this.#faultsAlarm = this.#watch(accessLog, props.impact);
  }

  /** Lets the API be asked under a name of the operator's, and returns what that must point to. */
  #nameIt({ name, certificateArn }: OwnDomain): string {
    const domainName = new DomainName(this, 'Domain', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
    });
    new ApiMapping(this, 'Mapping', { api: this.#api, domainName, stage: this.#stage });
    return domainName.regionalDomainName;
  }

  /** What no alarm on the function's errors sees: it answers a fault of its own as a problem, and API Gateway turns people away before it. Answers the alarm on faults. */
  #watch(accessLog: LogGroup, impact: string): ImpactAlarm {
    const period = Duration.minutes(5);
    const faultsAlarm = new ImpactAlarm(this, 'FaultsAlarm', {
      // By the minute, because a version that is rolled out meanwhile is taken back by it.
      metric: this.faults.with({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 10,
      datapointsToAlarm: 3,
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
    return faultsAlarm;
  }

  /** Answers whoever has a token of the issuer, each what their roles open; until then it has no route. What is sent goes to the intake. */
  openTo(issuer: OidcIssuer, intake: EventIntake, card: HouseholdCard): void {
    this.function.addEnvironment(rolesClaimEnvironmentName, issuer.rolesClaim);
    intake.function.addEnvironment(rolesClaimEnvironmentName, issuer.rolesClaim);
    const questions = integrationOf('Integration', this.#liveOf(this));
    const sending = integrationOf('Sending', this.#liveOf(intake));
    const saying = integrationOf('Saying', this.#liveOf(card));
    const authorizer: IHttpRouteAuthorizer = new HttpJwtAuthorizer('Authorizer', issuer.issuerUrl, {
      jwtAudience: [...issuer.audience],
    });
    for (const path of queryPaths) this.#add(HttpMethod.GET, path, questions, authorizer);
    for (const path of decidedPaths) this.#add(HttpMethod.POST, path, questions, authorizer);
    this.#add(HttpMethod.POST, intakePath, sending, authorizer);
    for (const path of openPaths) this.#add(HttpMethod.GET, path, questions, undefined);
    for (const path of cardPaths) this.#add(HttpMethod.POST, path, saying, undefined);
    // API Gateway's own answer to what it has no route for is no problem of RFC 9457.
    const unrouted = new HttpRoute(this, 'Unrouted', {
      httpApi: this.#api,
      routeKey: HttpRouteKey.DEFAULT,
      integration: questions,
      authorizer,
    });
    this.#limit('$default', true, unrouted);
  }

  /** What the API calls of a function that people wait for. */
  #liveOf(answering: BundledFunction): IFunction {
    if (!this.#isGradual) return answering.function;
    const alarms = [this.#faultsAlarm, answering.errorsAlarm];
    return new GradualRollout(answering, 'Rollout', { target: answering.function, alarms }).alias;
  }

  /** Adds a route with a limit of its own; without an authorizer it needs no sign-in. */
  #add(
    method: HttpMethod,
    path: string,
    integration: HttpLambdaIntegration,
    authorizer: IHttpRouteAuthorizer | undefined,
  ): void {
    const routes = this.#api.addRoutes({
      path,
      methods: [method],
      integration,
      authorizer: authorizer ?? new HttpNoneAuthorizer(),
    });
    for (const route of routes) {
      this.#limit(`${method} ${path}`, authorizer !== undefined, route);
      if (authorizer !== undefined) continue;
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'Households have a card and no account: the function checks its token. Orders are public once opened.',
      });
    }
  }

  /** A stage may limit a route only once it is there. */
  #limit(routeKey: string, needsSignIn: boolean, route: HttpRoute): void {
    const stage = this.#stage.node.defaultChild as CfnStage;
    stage.routeSettings = {
      ...(stage.routeSettings as object | undefined),
      [routeKey]: limitOf(routeKey, needsSignIn),
    };
    stage.node.addDependency(route);
  }
}

const integrationOf = (id: string, target: IFunction): HttpLambdaIntegration =>
  new HttpLambdaIntegration(id, target, {
    payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
    scopePermissionToRoute: false,
  });
