import { rolesClaimEnvironmentName } from '../../shared/runtime/environment-names.ts';
import { jwtAuthorizer, overseerOnLoopback, type TokenIssuer } from './http-authorizer.ts';
import type { HttpRoute } from './http-routes.ts';
import type { LocalFunction } from './local-function.ts';
import { targetKey } from './resource-targets.ts';
import type { Templates } from './templates.ts';

/** The routes of the API, each with its function, and with who may use it. */
export function readApiRoutes(
  templates: Templates,
  functions: ReadonlyMap<string, LocalFunction>,
  issuer: TokenIssuer | undefined,
): readonly HttpRoute<LocalFunction>[] {
  const integrations = new Map(
    templates
      .resources('AWS::ApiGatewayV2::Integration')
      .map((resource) => [
        `integrations/${resource.logicalId}`,
        functions.get(targetKey(templates, resource, 'IntegrationUri')),
      ]),
  );
  const tokenAuthorizer = issuer === undefined ? undefined : jwtAuthorizer(issuer);
  return templates.resources('AWS::ApiGatewayV2::Route').flatMap((resource) => {
    const { RouteKey, Target, AuthorizationType } = templates.resolved(resource) as {
      readonly RouteKey: string;
      readonly Target: string;
      readonly AuthorizationType?: string;
    };
    const target = integrations.get(Target);
    if (target === undefined) {
      return [];
    }
    const rolesClaim = target.definition.environment[rolesClaimEnvironmentName] ?? '';
    const authorizer = tokenAuthorizer ?? overseerOnLoopback(rolesClaim);
    return [{ routeKey: RouteKey, target, ...(AuthorizationType === 'JWT' && { authorizer }) }];
  });
}
