import { describe, expect, it } from 'vitest';
import { deduplicationIdOf, groupOf, queueOf } from '../../shared/contract/routing.ts';
import { queueOfType } from '../../shared/domain/events.ts';
import { textOf } from '../docs/markdown.ts';

const data = {
  exceptionId: 'x0f1',
  centreId: 'C-1',
  householdId: 'H-1',
  orderId: 'O-1',
  at: 'L-1',
  from: { locationId: 'HUB' },
  payerId: 'P-1',
  locationId: 'L-2',
  shipmentId: 'W-1',
  auditId: 'A-1',
};

const pathIn = (value: unknown, [name, ...rest]: readonly string[]): unknown =>
  name === undefined ? value : pathIn((value as Record<string, unknown>)[name], rest);

const groups = {
  'relief.locations.registered.v1': 'locations',
  'relief.households.registered.v1': 'C-1',
  'relief.household.erased.v1': 'H-1',
  'relief.household.withdrawn.v1': 'H-1',
  'relief.order.issued.v1': 'O-1',
  'relief.order.amended.v1': 'O-1',
  'relief.order.cancelled.v1': 'O-1',
  'relief.shipment.dispatched.v1': 'HUB',
  'relief.shipment.arrived.v1': 'L-1',
  'relief.shipment.closed.v1': 'W-1',
  'relief.handovers.made.v1': 'C-1',
  'relief.handovers.returned.v1': 'C-1',
  'relief.handovers.missed.v1': 'C-1',
  'relief.payments.made.v1': 'P-1',
  'relief.payments.reversed.v1': 'P-1',
  'relief.payer.funded.v1': 'P-1',
  'relief.stock.counted.v1': 'L-2',
  'relief.stock.lost.v1': 'L-2',
  'relief.stock.transferred.v1': 'L-2',
  'relief.finding.noted.v1': 'x0f1',
  'relief.audit.opened.v1': 'O-1',
  'relief.audit.observed.v1': 'A-1',
};

describe('the message group of an event', () => {
  it.each(Object.entries(groups))('%s travels under %s', (type, group) => {
    expect(groupOf({ type, data })).toBe(group);
  });

  it('is known for every type of the contract', () => {
    expect(Object.keys(groups).sort()).toEqual(Object.keys(queueOfType).sort());
  });

  it('and the queue are those that senders are told, of every type', () => {
    let queue = '';
    const told = [...textOf('docs/deploying.md').matchAll(/^\|(.*?)\| (`relief\..*) \| (.*) \|$/gm)].flatMap(
      ([, named = '', types = '', group = '']) => {
        queue = named.replaceAll('`', '').trim() || queue;
        // The first is the rule, and what follows it the exception.
        const [, path = ''] = /`([^`]+)`/.exec(group) ?? [];
        const found = path.startsWith('data.') ? pathIn({ data }, path.split('.')) : path;
        return types.split(', ').map((type) => [type.replaceAll('`', ''), queue, found]);
      },
    );
    expect(told).toEqual(Object.entries(groups).map(([type, group]) => [type, queueOf({ type }), group]));
    expect(groupOf({ type: 'relief.shipment.dispatched.v1', data: { from: { source: 'mill' } } })).toBe(
      'source',
    );
  });

  it('is "source" for a dispatch from outside', () => {
    const type = 'relief.shipment.dispatched.v1';
    expect(groupOf({ type, data: { from: { source: 'train' } } })).toBe('source');
  });

  it.each([
    [{ type: 'relief.nothing.v1', data }],
    [{ type: 'relief.handovers.made.v1' }],
    [{ type: 'relief.handovers.made.v1', data: { centreId: 'two words' } }],
    [{ type: 'relief.handovers.made.v1', data: { centreId: 7 } }],
    [{}],
  ])('is one of its own for what cannot be read: %j', (event) => {
    expect(groupOf(event)).toBe('unreadable');
  });
});

describe('the deduplication id of an event', () => {
  it('is that of its content, so that another content under the same id is not swallowed', () => {
    const [one, other] = ['{"source":"s","id":"i","data":1}', '{"source":"s","id":"i","data":2}'];
    expect(deduplicationIdOf(one)).toMatch(/^[0-9a-f]{64}$/);
    expect(deduplicationIdOf(one)).toBe(deduplicationIdOf(one));
    expect(deduplicationIdOf(other)).not.toBe(deduplicationIdOf(one));
  });
});

it('knows no queue for a type nobody sends', () => {
  expect(queueOf({ type: 'toString' })).toBeUndefined();
  expect(queueOf({ type: 'relief.payer.funded.v1' })).toBe('payments');
});
