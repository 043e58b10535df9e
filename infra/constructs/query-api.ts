import { RemovalPolicy } from 'aws-cdk-lib';
import {
  HttpApi,
  HttpMethod,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { apiBurstLimit, apiRateLimitPerSecond, type OidcIssuer } from '../config.ts';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';

/**
 * Every path of the contract, and the two that the operator's page asks beyond it; each is a GET. A shipmentId may
 * hold a slash, so its route is greedy.
 */
export const queryPaths = [
  '/orders',
  '/orders/{orderId}',
  '/orders/{orderId}/reconciliation',
  '/orders/{orderId}/shipments',
  '/orders/{orderId}/activity',
  '/households/{householdId}',
  '/households/{householdId}/ledger',
  '/locations',
  '/locations/{locationId}',
  '/locations/{locationId}/ledger',
  '/locations/{locationId}/distribution-list',
  '/shipments/{shipmentId+}',
  '/payers/{payerId}/ledger',
  '/exceptions',
  '/anomalies',
  '/seals',
  '/seals/{date}',
  '/openapi.json',
] as const;

export interface QueryApiProps extends Omit<BundledFunctionProps, 'name'> {
  /** Whose tokens open it. */
  readonly issuer: OidcIssuer;
}

/** The read side: one function behind an HTTP API that lets nobody in without a token. */
export class QueryApi extends BundledFunction {
  readonly url: string;

  constructor(scope: Construct, id: string, props: QueryApiProps) {
    const { issuer, ...rest } = props;
    super(scope, id, { ...rest, name: 'ledger-api' });

    const api = new HttpApi(this, 'Api', { apiName: 'relief-ledger', createDefaultStage: false });
    const integration = new HttpLambdaIntegration('Integration', this.function, {
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
      scopePermissionToRoute: false,
    });
    const authorizer: IHttpRouteAuthorizer = new HttpJwtAuthorizer('Authorizer', issuer.issuerUrl, {
      jwtAudience: [...issuer.audience],
    });
    for (const path of queryPaths) {
      api.addRoutes({ path, methods: [HttpMethod.GET], integration, authorizer });
    }

    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
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
    this.url = stage.url;
  }
}
