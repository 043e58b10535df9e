/** What a question that cannot be answered gets instead. Source: RFC 9457. */

export interface ProblemBody {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  /** Names the parameter or the thing, and what was expected. */
  readonly detail: string;
  readonly parameter?: string;
  readonly correlationId?: string;
}

/** An answer that is none. */
export class Problem {
  readonly body: ProblemBody;

  constructor(status: keyof typeof titles, detail: string, more: Partial<ProblemBody> = {}) {
    this.body = { type: 'about:blank', title: titles[status], status, detail, ...more };
  }
}

const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

export const badParameter = (parameter: string, expected: string, found?: string): Problem =>
  new Problem(400, `${parameter} must be ${expected}${found === undefined ? '' : `, not ${shown(found)}`}.`, {
    parameter,
  });

const maxShown = 80;

const shown = (text: string): string =>
  JSON.stringify(text.length > maxShown ? `${text.slice(0, maxShown)}…` : text);

export const missingOrder = (why: string): Problem =>
  new Problem(400, `orderId must be given: ${why}.`, { parameter: 'orderId' });

export type Thing = 'order' | 'household' | 'location' | 'centre' | 'shipment' | 'payer' | 'seal';

export const notFound = (thing: Thing, id: string, when?: string): Problem =>
  new Problem(404, `There is no ${thing} ${id}${when === undefined ? '' : ` in the books as of ${when}`}.`);
