import { describe, expect, it } from 'vitest';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import { retryOf } from '../../tools/cli/operator-messages.ts';

const now = new Date('2020-08-10T00:00:00Z');
const held = (changes: Partial<ExceptionAnswer>): ExceptionAnswer => ({
  exceptionId: 'x-1',
  status: 'held',
  reason: 'unknown-household',
  detail: {},
  state: 'open',
  notes: [],
  event: {},
  recordedAt: '2020-08-09T00:00:00.000Z',
  original: null,
  ...changes,
});

describe('retrying an exception', () => {
  it.each<[string, Partial<ExceptionAnswer>, string, string]>([
    ['relief.handovers.made.v1', { locationId: 'C-1', original: { receiptId: 'R-1' } }, 'handovers', 'C-1'],
    ['relief.payments.made.v1', { payerId: 'P-1', locationId: 'C-1' }, 'payments', 'P-1'],
    ['relief.shipment.arrived.v1', { original: '{"data":{"at":"L-1"}}' }, 'shipment-arrivals', 'L-1'],
    ['relief.order.amended.v1', { original: { data: { orderId: 'O-1' } } }, 'policy-orders', 'O-1'],
  ])('of %s goes to its queue and group', (type, changes, queue, group) => {
    const retry = retryOf(held({ event: { source: 's', id: 'i', type }, ...changes }), now);
    expect(retry).toMatchObject({ queue, group });
    expect(JSON.parse(retry.body)).toMatchObject({
      specversion: '1.0',
      source: 'urn:relief:operator',
      type: 'relief.held.retried.v1',
      data: { exceptionId: 'x-1' },
    });
  });

  it('is refused where the answer is final', () => {
    expect(() => retryOf(held({ status: 'rejected' }), now)).toThrow('x-1 was rejected (unknown-household)');
  });
});
