/** HTTP responses of the functions behind the API. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { ProblemAnswer } from '../contract/answers/problem.ts';

type Headers = Readonly<Record<string, string>>;

export const respond = (
  statusCode: number,
  contentType: string,
  body: string,
  headers: Headers = {},
): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: {
    'content-type': contentType,
    // Answers name households, and the books change.
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  },
  body,
});

export const problemResponse = (
  { body, headers: own = {} }: { readonly body: ProblemAnswer; readonly headers?: Headers },
  headers: Headers = {},
): APIGatewayProxyStructuredResultV2 =>
  respond(body.status, 'application/problem+json', JSON.stringify(body), { ...own, ...headers });
