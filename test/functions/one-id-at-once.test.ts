import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { count, funding } from '../flows/events.ts';
import { foundCity, PostedEvents, type Sent, steppingClock } from '../support/posted-events.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';

let engine: TestTables;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const rice = (quantity: number, unit: string) => [{ commodity: 'rice', quantity, unit }];

describe('a content that another of its id was faster than', () => {
  it.each([
    ['a count', count('O-1', 'C-1', 'N-1', rice(2, 'kg')), count('O-1', 'C-1', 'N-1', rice(2, 'bag'))],
    [
      'money for a payer',
      funding('O-1', 'P-1', 'F-1', 100),
      {
        ...funding('O-1', 'P-1', 'F-1', 100),
        data: { ...funding('O-1', 'P-1', 'F-1', 100).data, currency: 'USD' },
      },
    ],
  ])('is refused for its id, and not for what it holds: %s', async (_, first, second) => {
    // Prepare
    const tables = await engine.tables();
    const [events, meanwhile] = [
      new PostedEvents(tables),
      new PostedEvents(tables, steppingClock('2020-08-06T00:00:00.000Z')),
    ];
    await foundCity(events, { centres: [{ centreId: 'C-1', persons: 1 }] });
    const send = (by: PostedEvents, sent: Sent) => by.send(sent);
    await send(events, funding('O-1', 'P-1', 'F-0', 100) as Sent);
    events.journal.beforeCommit = async () => {
      events.journal.beforeCommit = undefined;
      expect(await send(meanwhile, { ...first, id: 'first' } as Sent)).toEqual({ status: 'posted' });
      return undefined;
    };

    // Act
    const outcome = await send(events, { ...second, id: 'second' } as Sent);

    // Assess
    expect(outcome).toEqual({ status: 'rejected', reason: 'conflicting-duplicate' });
  });
});
