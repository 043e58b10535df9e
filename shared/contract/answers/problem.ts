/** What the API answers where it cannot answer the question. Source: RFC 9457. */
import * as z from 'zod';
import { text } from './fields.ts';

export const problemAnswer = z.looseObject({
  type: text('Always `about:blank`: the status says what kind of problem it is.'),
  title: text('The name of the HTTP status.').meta({ examples: ['Not Found'] }),
  status: z.int().meta({ description: 'The HTTP status.', examples: [404] }),
  detail: text('What is wrong, in one sentence.').meta({
    examples: ['Order order-2020-09-01 was not found.'],
  }),
  parameter: text('The parameter at fault, if it is one.').exactOptional(),
  correlationId: text('The id under which the fault is logged, if it is one.').exactOptional(),
});
export type ProblemAnswer = z.infer<typeof problemAnswer>;
