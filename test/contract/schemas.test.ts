import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { dataSchemas, envelopeSchema } from '../../shared/contract/schemas.ts';
import { eventTypes } from './samples.ts';

describe('the schemas', () => {
  it.each(eventTypes)('of %s can be published, closed to unknown fields', (type) => {
    expect(z.toJSONSchema(dataSchemas[type])).toMatchObject({ type: 'object', additionalProperties: false });
  });

  it('publish the envelope open, and each leaf with the sentence that a sender is told', () => {
    expect(z.toJSONSchema(envelopeSchema)).toMatchObject({
      additionalProperties: {},
      properties: { time: { description: expect.stringMatching(/RFC 3339/), format: 'date-time' } },
    });
  });
});
