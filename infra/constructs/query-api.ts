import { Duration, Fn, RemovalPolicy } from 'aws-cdk-lib';
import {
  type CfnStage,
  HttpApi,
  HttpMethod,
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
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { rolesClaimEnvironmentName } from '../../shared/runtime/environment-names.ts';
import {
  apiBurstLimit,
  apiRateLimitPerSecond,
  intakeBurstLimit,
  intakeRateLimitPerSecond,
  type OidcIssuer,
} from '../config.ts';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';
import type { EventIntake } from './event-intake.ts';
import { ImpactAlarm } from './impact-alarm.ts';

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
  '/seals',
  '/seals/{date}',
  '/openapi.json',
] as const;

/** What is posted: a preview writes nothing, so the query API answers it too. */
const previewPath = '/orders/preview';
const intakePath = '/events';

/** Paths that take more than a GET. */
export const postedPaths: readonly string[] = [intakePath, previewPath];

/** The read side: one function behind an HTTP API that lets nobody in without a token. */
export class QueryApi extends BundledFunction {
  readonly url: string;
  readonly domainName: string;
  readonly requests: Metric;
  readonly faults: Metric;
  readonly latency: Metric;
  readonly #api: HttpApi;
  readonly #stage: HttpStage;

  constructor(scope: Construct, id: string, props: Omit<BundledFunctionProps, 'name'>) {
    super(scope, id, { ...props, name: 'ledger-api' });
    this.#api = new HttpApi(this, 'Api', { apiName: 'relief-ledger', createDefaultStage: false });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.#api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: apiRateLimitPerSecond, burstLimit: apiBurstLimit },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLog', {
            retention: RetentionDays.THREE_MONTHS,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        ),
      },
    });
    this.#stage = stage;
    this.url = stage.url;
    const period = Duration.minutes(5);
    this.requests = this.#api.metricCount({ period, statistic: 'Sum' });
    this.faults = this.#api.metricServerError({ period, statistic: 'Sum' });
    this.latency = this.#api.metricLatency({ period, statistic: 'p99' });
    // The function answers a fault of its own as a problem, which no alarm on its errors sees.
    new ImpactAlarm(this, 'FaultsAlarm', {
      metric: this.faults,
      threshold: 1,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      impact: `The query API returns errors. ${props.impact}`,
      runbook: 'questions-without-an-answer',
    });
    this.domainName = Fn.select(2, Fn.split('/', this.#api.apiEndpoint));
  }

  /** Answers whoever has a token of the issuer, each what their roles open; until then it has no route. What is sent goes to the intake. */
  openTo(issuer: OidcIssuer, intake: EventIntake): void {
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
    const routes = this.#api.addRoutes({ path: intakePath, integration: sending, ...posted });
    this.#throttle(`${HttpMethod.POST} ${intakePath}`, routes);
    // API Gateway's own answer to what it has no route for is no problem of RFC 9457.
    new HttpRoute(this, 'Unrouted', {
      httpApi: this.#api,
      routeKey: HttpRouteKey.DEFAULT,
      integration,
      authorizer,
    });
  }

  /** A route has a limit of its own only once it is there. */
  #throttle(routeKey: string, routes: readonly HttpRoute[]): void {
    const stage = this.#stage.node.defaultChild as CfnStage;
    stage.routeSettings = {
      [routeKey]: { ThrottlingRateLimit: intakeRateLimitPerSecond, ThrottlingBurstLimit: intakeBurstLimit },
    };
    stage.node.addDependency(...routes);
  }
}
