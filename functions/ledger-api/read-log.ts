/** Who read which households, and from where: a line for each question whose answer names any, kept for as long as the law wants. */
import type { Logger } from '@aws-lambda-powertools/logger';
import type { AnswerName } from '../../shared/contract/answers.ts';
import { type CallerAddress, callerAddress } from '../../shared/http/caller-address.ts';
import type { LedgerApiEvent } from './api.ts';
import { routes } from './routes.ts';

/** Answers of which a part may name a household. */
export const answersWithHouseholds: ReadonlySet<AnswerName> = new Set<AnswerName>([
  'Household',
  'DistributionListItem',
  'PaymentListItem',
  'Entry',
  'Event',
  'Exception',
  'Anomaly',
  'Audit',
  'AuditDraw',
  'Complaint',
  'CardListItem',
  'Search',
]);

const routesWithHouseholds: ReadonlySet<string> = new Set(
  routes.filter(({ schema }) => answersWithHouseholds.has(schema)).map(({ path }) => `GET ${path}`),
);

/** A line of the read log. What was searched for is no part of it, since that may be a name. */
export interface ReadLine extends CallerAddress {
  /** The reader, as the issuer names them. */
  readonly sub: unknown;
  readonly routeKey: string;
  readonly path: string;
  readonly status: number | undefined;
}

/** Writes down a question about households with the status of its answer; any other question leaves no line. */
export function noteRead(
  { routeKey, rawPath: path, headers, requestContext }: LedgerApiEvent,
  status: number | undefined,
  logger: Pick<Logger, 'info'>,
): void {
  const claims = requestContext.authorizer?.jwt?.claims;
  if (claims === undefined || !routesWithHouseholds.has(routeKey)) return;
  const address = callerAddress(requestContext.http.sourceIp, headers['x-forwarded-for']);
  const line: ReadLine = { sub: claims['sub'], routeKey, path, status, ...address };
  logger.info('read', { ...line });
}
