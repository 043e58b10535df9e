/** What a request gets instead of an answer. Source: RFC 9457. */
import type { ProblemAnswer } from '../contract/answers/problem.ts';

const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

export type ProblemStatus = keyof typeof titles;

/** `detail` names the parameter or the thing, and says what was expected. */
export const problemOf = (
  status: ProblemStatus,
  detail: string,
  more: Pick<ProblemAnswer, 'parameter' | 'correlationId' | 'errors'> = {},
): ProblemAnswer => ({ type: 'about:blank', title: titles[status], status, detail, ...more });
