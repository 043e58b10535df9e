/** What a query gets instead of an answer. Source: RFC 9457. */
import type { ProblemAnswer } from '../../shared/contract/answers/problem.ts';

const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  500: 'Internal Server Error',
} as const;

export class QueryProblem {
  readonly body: ProblemAnswer;

  /** `detail` names the parameter or the thing, and says what was expected. */
  constructor(
    status: keyof typeof titles,
    detail: string,
    more: Pick<ProblemAnswer, 'parameter' | 'correlationId'> = {},
  ) {
    this.body = { type: 'about:blank', title: titles[status], status, detail, ...more };
  }
}

export const badParameter = (parameter: string, expected: string, found?: string): QueryProblem =>
  new QueryProblem(
    400,
    `${parameter} must be ${expected}${found === undefined ? '' : `, not ${JSON.stringify(shortened(found))}`}.`,
    { parameter },
  );

export const unknownParameter = (parameter: string, allowed: readonly string[]): QueryProblem =>
  new QueryProblem(400, `Unknown query parameter ${shortened(parameter)}. Allowed: ${allowed.join(', ')}.`, {
    parameter,
  });

export const missingOrder = (why: string): QueryProblem =>
  new QueryProblem(400, `orderId is required: ${why}.`, { parameter: 'orderId' });

export type Thing = 'Order' | 'Household' | 'Location' | 'Centre' | 'Waybill' | 'Payer' | 'Seal';

export const notFound = (thing: Thing, id: string, asOf?: string): QueryProblem =>
  new QueryProblem(
    404,
    `${thing} ${id} was not found${asOf === undefined ? '' : ` in the books as of ${asOf}`}.`,
  );

const maxShown = 80;

const shortened = (text: string): string => (text.length > maxShown ? `${text.slice(0, maxShown)}…` : text);
