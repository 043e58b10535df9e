/** What a query gets instead of an answer. Source: RFC 9457. */
import type { ProblemAnswer } from '../../shared/contract/answers/problem.ts';
import { type ProblemStatus, problemOf } from '../../shared/http/problem.ts';

export class QueryProblem {
  readonly body: ProblemAnswer;
  readonly headers: Readonly<Record<string, string>>;

  /** `detail` names the parameter or the thing, and says what was expected. */
  constructor(
    status: ProblemStatus,
    detail: string,
    more: Pick<ProblemAnswer, 'parameter' | 'correlationId' | 'errors'> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    this.headers = headers;
    this.body = problemOf(status, detail, more);
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

export type Thing = 'Order' | 'Household' | 'Location' | 'Centre' | 'Waybill' | 'Payer' | 'Seal' | 'Audit';

export const notFound = (thing: Thing, id: string, asOf?: string): QueryProblem =>
  new QueryProblem(
    404,
    `${thing} ${id} was not found${asOf === undefined ? '' : ` in the books as of ${asOf}`}.`,
  );

const maxShown = 80;

const shortened = (text: string): string => (text.length > maxShown ? `${text.slice(0, maxShown)}…` : text);
