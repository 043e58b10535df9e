import { describe, expect, it } from 'vitest';
import type { Composition } from '../../shared/domain/household.ts';
import type { Revision } from '../../shared/domain/order.ts';
import { listAnomaly } from '../../shared/ledger/anomalies.ts';
import { backdatedRegistration } from '../../shared/ledger/backdated.ts';
import { acceptedAt, family, issued, orderOf } from '../support/orders.ts';

const dayAfter = '2020-08-06T00:00:00.000Z';
const twoDaysAfter = '2020-08-07T00:00:00.000Z';
const cancelledAt = (at: string): Revision => ({ ...issued(), kind: 'cancelled', at });

const registered = (composition: Partial<Composition> = {}) => ({
  ...family(composition),
  event: 'urn:relief:office#E-9',
});
const known = registered();
/** A family that grew by two, as told the day after the order was accepted. */
const late = registered({ adults: 4, effectiveFrom: '2020-08-01', recordedAt: dayAfter });

interface Row {
  readonly when: string;
  readonly revisions?: readonly Revision[];
  readonly before?: readonly ReturnType<typeof registered>[];
  readonly told?: Partial<Composition>;
  readonly after?: readonly ReturnType<typeof registered>[];
}

const found = ({ revisions = [issued()], before = [known], told = {}, after = [] }: Row) => {
  const composition = { ...late, ...told };
  const history = [...before, composition, ...after];
  return backdatedRegistration([orderOf(...revisions)], { householdId: 'H-1', history }, composition);
};

describe('a registration that comes too late to be counted', () => {
  it('is listed with the household, its event, its centre, and by how many persons it differs', () => {
    const anomaly = {
      kind: 'backdated-registration',
      orderId: 'O-1',
      locationId: 'C-1',
      quantity: 2n,
      references: ['H-1', 'E-9'],
    } as const;
    expect(found({ when: '' })).toEqual([listAnomaly(anomaly, 'urn:relief:office#E-9/H-1', dayAfter)]);
  });

  it.each<Row & { readonly persons: string }>([
    {
      when: 'it is in force on the very day of reference',
      told: { effectiveFrom: '2020-08-05' },
      persons: '2',
    },
    {
      when: 'it is in force from the same day as before',
      told: { effectiveFrom: '2020-07-01' },
      persons: '2',
    },
    {
      when: 'the order was cancelled after it',
      revisions: [issued(), cancelledAt(twoDaysAfter)],
      persons: '2',
    },
    {
      when: 'a later one took it back',
      after: [registered({ effectiveFrom: '2020-08-03', recordedAt: twoDaysAfter })],
      persons: '2',
    },
    { when: 'the household became smaller', told: { adults: 1 }, persons: '-1' },
    { when: 'a child is now an adult', told: { adults: 3, children: 1 }, persons: '0' },
    { when: 'only children came', told: { adults: 2, children: 3 }, persons: '1' },
    { when: 'only its priority changed', told: { adults: 2, priority: 1 }, persons: '0' },
    { when: 'only its centre changed', told: { adults: 2, centreId: 'C-2' }, persons: '0' },
  ])('is listed where $when', ({ persons, ...row }) => {
    expect(found(row).map(({ record }) => record['quantity'])).toEqual([persons]);
  });

  it.each<Row>([
    { when: 'it was recorded at the very instant of acceptance', told: { recordedAt: acceptedAt } },
    {
      when: 'the order was cancelled before it',
      revisions: [issued(), cancelledAt('2020-08-05T12:00:00.000Z')],
    },
    { when: 'it is in force only after the day of reference', told: { effectiveFrom: '2020-08-06' } },
    { when: 'another was in force from a later day', told: { effectiveFrom: '2020-06-30' } },
    { when: 'the household was not registered', before: [] },
    {
      when: 'the household came after acceptance',
      before: [registered({ recordedAt: '2020-08-05T12:00:00.000Z' })],
    },
    { when: 'the order serves other centres', revisions: [issued({ centres: ['C-2'] })] },
    { when: 'it changes nothing', told: { adults: 2 } },
  ])('is not one where $when', (row) => {
    expect(found(row)).toEqual([]);
  });

  it('is listed once for each order', () => {
    const orders = [orderOf(issued()), { ...orderOf(issued()), orderId: 'O-2' }];
    const listed = backdatedRegistration(orders, { householdId: 'H-1', history: [known, late] }, late);
    expect(listed.map(({ record }) => record['orderId'])).toEqual(['O-1', 'O-2']);
  });
});
