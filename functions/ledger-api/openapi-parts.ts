/** What every operation of the description refers to. */

export type Json = Readonly<Record<string, unknown>>;

export const reference = (schema: string): Json => ({ $ref: `#/components/schemas/${schema}` });

/** An event of any type. */
export const sentEventName = 'SentEvent';

export const problemDescriptions = {
  BadRequest: 'A parameter is unknown, or is not what is expected.',
  Unauthorized: 'There is no valid access token.',
  Forbidden: 'The token does not grant the right to this answer.',
  NotFound: 'What the request names was not found.',
  NotAcceptable: 'The answer has no CSV form.',
  TooLarge: 'The body, or one event of it, is larger than is taken.',
  UnsupportedMediaType: 'The body is of another content type.',
  TooManyRequests: 'More was sent than is taken at once; `Retry-After` says when to send again.',
  Unavailable: 'It is not certain that the queue has the event; sent again, it is still booked once.',
  Problem: 'Any other reason why there is no answer.',
};

export const problemResponse = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: reference('Problem') } },
});

export const refusedWith = (name: keyof typeof problemDescriptions): Json => ({
  $ref: `#/components/responses/${name}`,
});
