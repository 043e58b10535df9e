/** What the API answers where it cannot answer the question. Source: RFC 9457. */
import * as z from 'zod';
import { text } from './fields.ts';

const fault = z.object({
  path: text('Where, as a path from the root of what was sent; empty for the whole of it.').meta({
    examples: ['data.receipts[3].lines[0].quantity'],
  }),
  expected: text('What was expected there.'),
  found: text('What was found there.').exactOptional(),
});

export const problemAnswer = z.looseObject({
  type: text('Always `about:blank`: the status says what kind of problem it is.'),
  title: text('The name of the HTTP status.').meta({ examples: ['Not Found'] }),
  status: z.int().meta({ description: 'The HTTP status.', examples: [404] }),
  detail: text('What is wrong, in one sentence.').meta({
    examples: ['Order order-2020-09-01 was not found.'],
  }),
  parameter: text('The parameter at fault, if it is one.').exactOptional(),
  errors: z.array(fault).meta({ description: 'Everything in the body that does not fit.' }).exactOptional(),
  correlationId: text('The id under which the fault is logged, if it is one.').exactOptional(),
});
export type ProblemAnswer = z.infer<typeof problemAnswer>;
