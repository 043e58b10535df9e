import { describe, expect, it } from 'vitest';
import { amendedTerms, refuseAmendment } from '../../shared/domain/amendment.ts';
import type { EventOf } from '../../shared/domain/events.ts';
import { issued, oilRation, orderOf, riceRation, won } from '../support/orders.ts';

type Amended = EventOf<'relief.order.amended.v1'>;

const amendment = (revision: number, changes: Amended['changes'] = {}) =>
  ({ orderId: 'O-1', revision, changes }) as Amended;
const order = orderOf(issued());

describe('the terms after an amendment', () => {
  it('have a part that was given in the place of that part whole, and keep the others', () => {
    const rations = [{ ...riceRation, perPersonThousandths: 7_000_000n }];
    expect(amendedTerms(order, { rations })).toEqual({ ...order.terms, rations });
  });

  it('keep the stipend, have another, or end it', () => {
    const more = { ...won, perAdultMinor: 900_000n };
    expect(amendedTerms(order, {}).stipend).toEqual(won);
    expect(amendedTerms(order, { stipend: more }).stipend).toEqual(more);
    expect('stipend' in amendedTerms(order, { stipend: null })).toBe(false);
  });
});

describe('an amendment', () => {
  it('is accepted as the next revision', () => {
    expect(refuseAmendment(order, amendment(2, { rations: [riceRation, oilRation] }))).toBeUndefined();
  });

  it('waits for its order, and for a revision between', () => {
    expect(refuseAmendment(undefined, amendment(2))).toMatchObject({
      status: 'held',
      reason: 'unknown-order',
      detail: { orderId: 'O-1' },
    });
    expect(refuseAmendment(order, amendment(4))).toMatchObject({
      status: 'held',
      reason: 'unknown-reference',
      detail: { revision: 4, missing: 2 },
    });
  });

  it('of a revision that is there is stale, and says which is the newest', () => {
    expect(refuseAmendment(order, amendment(1))).toMatchObject({
      status: 'rejected',
      reason: 'stale-revision',
      detail: { revision: 1, current: 1 },
    });
  });

  it('of a cancelled order comes too late', () => {
    const cancelled = orderOf(issued(), { ...issued(), kind: 'cancelled' });
    expect(refuseAmendment(cancelled, amendment(2))).toMatchObject({
      status: 'rejected',
      reason: 'order-cancelled',
      detail: { orderId: 'O-1' },
    });
  });

  it('may end the order on the day that it starts, and not before', () => {
    const { startsOn } = order.terms;
    expect(refuseAmendment(order, amendment(2, { endsOn: startsOn }))).toBeUndefined();
    expect(refuseAmendment(order, amendment(2, { endsOn: '2020-08-04' }))).toMatchObject({
      status: 'rejected',
      reason: 'invalid-message',
      detail: { path: 'data.endsOn', expected: `a day not before the order starts, ${startsOn}` },
    });
  });

  it('may not measure a commodity in another kind of unit, nor pay in another currency', () => {
    expect(
      refuseAmendment(order, amendment(2, { rations: [{ ...riceRation, unit: 'bottle' }] })),
    ).toMatchObject({
      status: 'rejected',
      reason: 'wrong-unit',
    });
    const euros = { ...won, currency: { code: 'EUR', decimals: 2 } };
    expect(refuseAmendment(order, amendment(2, { stipend: euros }))).toMatchObject({
      status: 'rejected',
      reason: 'wrong-unit',
      detail: { expected: 'KPW', found: 'EUR' },
    });
  });
});
