import { describe, expect, it } from 'vitest';
import {
  type ImportedEvent,
  joinedImports,
  readWithdrawal,
  voidOf,
  withdrawable,
  withdrawalOf,
} from '../../shared/domain/imports.ts';

const event = (id: string, held: number, rejected = 0): ImportedEvent => ({
  id,
  queue: 'handovers',
  messageGroup: 'C-1',
  held,
  rejected,
  firstRecordedAt: '2020-08-10T00:00:00.000Z',
});
const group = (source: string, events: readonly ImportedEvent[], recordedOn = '2020-08-10') => ({
  source,
  type: 'relief.handovers.made.v1',
  recordedOn,
  held: events.reduce((sum, { held }) => sum + held, 0),
  rejected: events.reduce((sum, { rejected }) => sum + rejected, 0),
  events,
});

describe('imports', () => {
  it('are put together from pages: of one sender, type and day, and event by event', () => {
    const joined = joinedImports([
      group('urn:a', [event('1', 3), event('2', 1, 2)]),
      group('urn:b', [event('1', 7)]),
      group('urn:a', [event('2', 4, 1), event('3', 1)]),
      group('urn:a', [event('4', 1)], '2020-08-11'),
    ]);
    expect(joined).toEqual([
      group('urn:a', [event('1', 3), event('2', 5, 3), event('3', 1)]),
      group('urn:b', [event('1', 7)]),
      group('urn:a', [event('4', 1)], '2020-08-11'),
    ]);
  });

  it('are counted where their events are not told, and where their sender is not known', () => {
    expect(joinedImports([{ held: 2, rejected: 1 }])).toEqual([
      { source: '', type: '', recordedOn: '', held: 2, rejected: 1, events: [] },
    ]);
  });

  it('may be withdrawn as far as something is held and nothing was voided', () => {
    const voided = { ...event('3', 1), voidedBy: { source: 'urn:c', id: 'void' } };
    const [one] = joinedImports([group('urn:a', [event('1', 1), event('2', 0, 1), voided])]);
    expect(one && withdrawable(one).map(({ id }) => id)).toEqual(['1']);
  });
});

describe('the void of an event of an import', () => {
  it('is the same whenever it is made, and another for another event, sender or reason', async () => {
    const made = await voidOf('urn:a', event('1', 3), 'urn:me', 'the wrong file');
    expect(made).toEqual({
      specversion: '1.0',
      id: expect.stringMatching(/^withdraw-[0-9a-f]{32}$/),
      source: 'urn:me',
      type: 'relief.event.voided.v1',
      time: '2020-08-10T00:00:00.000Z',
      data: { source: 'urn:a', id: '1', reason: 'the wrong file' },
    });
    // Hex of the first half of SHA-256 of ["urn:a","1","the wrong file"].
    expect(made.id).toBe('withdraw-49e080275dd50b7641547e4a12d279ea');
    expect(await voidOf('urn:a', event('1', 9), 'urn:me', 'the wrong file')).toEqual(made);
    const others = await Promise.all([
      voidOf('urn:b', event('1', 3), 'urn:me', 'the wrong file'),
      voidOf('urn:a', event('2', 3), 'urn:me', 'the wrong file'),
      voidOf('urn:a', event('1', 3), 'urn:me', 'another file'),
    ]);
    expect(new Set([made, ...others].map(({ id }) => id)).size).toBe(4);
  });
});

it('the address of a withdrawal tells what is withdrawn, whatever the source is called', () => {
  const of = { source: 'urn:a~b~c', type: 'relief.handovers.made.v1', recordedOn: '2020-08-10' };
  expect(readWithdrawal(withdrawalOf('O-1', of))).toEqual({ listed: 'O-1', ...of });
  expect(readWithdrawal('')).toEqual({ listed: '', type: '', recordedOn: '', source: '' });
});
