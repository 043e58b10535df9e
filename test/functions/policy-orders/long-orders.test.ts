import { createHash } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { Tables } from '../../../shared/store/tables.ts';
import { amendment, order } from '../../flows/events.ts';
import { DynamoDbModel } from '../../simulation/dynamodb-model.ts';
import { Dice } from '../../support/dice.ts';
import { PostedEvents, type Sent } from '../../support/posted-events.ts';

/** As long as an id may be, and of characters that hardly compress. */
const centreId = (index: number): string =>
  `C${createHash('sha512').update(`${index}`).digest('base64url')}${createHash('sha384').update(`${index}`).digest('base64url')}`
    .slice(0, 128)
    .padEnd(128, '0');

const locationsAtOnce = 500;

/** A country of so many centres, on a model of DynamoDB that holds to its limits. */
async function country(centres: number): Promise<{
  readonly model: DynamoDbModel;
  readonly events: PostedEvents;
  readonly centreIds: readonly string[];
}> {
  const model = new DynamoDbModel(new Dice('long-orders'), () => undefined, Date.now);
  const client = { send: async (command: object) => model.answer(command) } as unknown as DynamoDBClient;
  const events = new PostedEvents(
    new Tables(client, { households: 'households', stock: 'stock', ledgers: 'ledgers' }),
  );
  const centreIds = Array.from({ length: centres }, (_, index) => centreId(index));
  for (let start = 0; start < centres; start += locationsAtOnce) {
    const part = centreIds.slice(start, start + locationsAtOnce);
    const locations = part.map((locationId) => ({ locationId, name: 'a centre', kind: 'centre' }));
    await events.send({ type: 'relief.locations.registered.v1', data: { locations } });
  }
  return { model, events, centreIds };
}

describe('an order over centres whose ids do not fit one item', () => {
  it.each(['all of them', 'a list of them'])(
    'is refused at its area, by name and bound: %s',
    async (area) => {
      const { model, events, centreIds } = await country(4_500);
      const centres = area === 'all of them' ? 'all' : centreIds;
      const outcome = await events.send(order('O-1', { area: { centres } }) as Sent);
      expect(outcome).toEqual({ status: 'rejected', reason: 'invalid-message' });
      model.catchUp();
      expect(await events.exceptions('rejected')).toMatchObject([
        {
          detail: {
            path: 'data.area.centres',
            expected: expect.stringMatching(/at most 399000 bytes, .*; found 4\d{5}$/),
          },
        },
      ]);
      expect(await events.journal.plans.ofRevision('O-1', 1)).toEqual([]);
    },
  );

  it('is refused as an amendment, when more centres came than fit', { timeout: 120_000 }, async () => {
    const { events } = await country(3_500);
    expect(await events.send(order('O-1') as Sent)).toEqual({ status: 'posted' });
    const locations = Array.from({ length: 900 }, (_, index) => ({
      locationId: centreId(10_000 + index),
      name: 'a centre',
      kind: 'centre',
    }));
    await events.send({ type: 'relief.locations.registered.v1', data: { locations } });
    const outcome = await events.send(amendment('O-1', 2, {}) as Sent);
    expect(outcome).toEqual({ status: 'rejected', reason: 'invalid-message' });
  });
});
