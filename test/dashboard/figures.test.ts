import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goodsParts } from '../../dashboard/charts/goods-parts.ts';
import { balanceCourse, movementOfGoods, movementOfMoney } from '../../dashboard/entries/balance-course.ts';
import { minus, percentOf, plus } from '../../dashboard/figures/exact.ts';
import { dateText, instantText } from '../../dashboard/figures/instants.ts';
import { hrefOf, placeOf, views, viewsOfOne, withoutOrder } from '../../dashboard/place.ts';
import type { EntryAnswer } from '../../shared/contract/answers/entries.ts';

describe('a sum', () => {
  it('is exact where floating point is not', () => {
    expect(plus(0.1, 0.2)).toBe(0.3);
    expect(minus(14_472.934, 11_598.6)).toBe(2_874.334);
  });
});

describe('a percentage', () => {
  it.each([
    [99_999, 100_000, 99],
    [100_000, 100_000, 100],
    [0.001, 1_000, 0],
    [1, 3, 33],
    [0, 0, undefined],
  ])('%s of %s is %s: complete only when nothing is left', (part, whole, percent) => {
    expect(percentOf(part, whole)).toBe(percent);
  });
});

describe('the parts of a commodity', () => {
  const rice = {
    commodity: 'rice',
    unit: 'kg',
    planned: 100,
    pledged: 0,
    received: 60.5,
    transferredIn: 0,
    transferredOut: 0,
    inTransit: 10,
    handedOver: 30,
    onHand: 20,
    lost: 0.5,
    countVariance: 0,
    outstanding: 70,
    overIssued: 0,
  } as const;

  it('are all that was promised', () => {
    expect(goodsParts(rice)).toEqual([
      { name: 'handedOver', quantity: 30 },
      { name: 'onHand', quantity: 20 },
      { name: 'inTransit', quantity: 10 },
      { name: 'lost', quantity: 0.5 },
      { name: 'notArrived', quantity: 39.5 },
    ]);
  });

  it('have nothing that did not arrive where more came than was promised', () => {
    expect(goodsParts({ ...rice, planned: 0, pledged: 0 }).map(({ name }) => name)).not.toContain(
      'notArrived',
    );
  });
});

const entry = (seq: number, occurredAt: string, quantity: number, balance: number): EntryAnswer => ({
  account: 'centre:C-1/O-1',
  seq,
  at: '2020-08-20T00:00:00.000Z',
  occurredAt,
  type: 'handover',
  orderId: 'O-1',
  reference: `R-${seq}`,
  event: `urn:desk#sheet-${seq}`,
  counterparty: 'households',
  lines: [{ commodity: 'rice', unit: 'kg', quantity }],
  balance: [{ commodity: 'rice', unit: 'kg', quantity: balance }],
  money: null,
  previousHash: '',
  hash: '',
});

describe('the course of a balance', () => {
  it('puts what was booked late where it happened, and ends at the balance of the book', () => {
    const newestFirst = [
      entry(4, '2020-08-08T09:00:00+09:00', -0.1, 29.7),
      entry(3, '2020-08-10T09:00:00+09:00', -0.2, 29.8),
      entry(2, '2020-08-07T09:00:00+09:00', 10, 30),
    ];
    const { times, balances, before, movements } = balanceCourse(newestFirst, movementOfGoods('rice'));
    expect(before).toBe(20);
    expect(balances).toEqual([30, 29.9, 29.7]);
    expect(times.map((seconds) => new Date(seconds * 1_000).toISOString().slice(0, 16))).toEqual([
      '2020-08-07T09:00',
      '2020-08-08T09:00',
      '2020-08-10T09:00',
    ]);
    expect(movements).toBe(3);
  });

  it('puts what late paper changed of a variance at the count, where the shelf was looked at', () => {
    const rice = (quantity: number) => [{ commodity: 'rice', unit: 'kg' as const, quantity }];
    const newestFirst = [
      { ...entry(3, '2020-08-14T17:00:00+09:00', -5, 20), countVariance: rice(5) },
      { ...entry(2, '2020-08-15T12:00:00+09:00', -5, 20), type: 'count-variance' as const },
      entry(1, '2020-08-13T09:00:00+09:00', 25, 25),
    ];
    expect(balanceCourse(newestFirst, movementOfGoods('rice')).balances).toEqual([25, 20, 20]);
    expect(balanceCourse(newestFirst.slice(0, 1), movementOfGoods('rice'))).toMatchObject({
      before: 20,
      balances: [20],
    });
  });

  it('is of money where an entry moved money', () => {
    const won = (amount: number) => ({ amount, currency: 'KPW' });
    const paid = (seq: number, amount: number, balance: number): EntryAnswer => ({
      ...entry(seq, `2020-08-0${seq}T09:00:00+09:00`, 0, 0),
      lines: [],
      balance: [],
      money: won(amount),
      moneyBalance: won(balance),
    });
    const book = [paid(3, 8_000.5, 4_000), paid(2, -16_000.75, -4_000.5), paid(1, 12_000.25, 12_000.25)];
    expect(balanceCourse(book, movementOfMoney).balances).toEqual([12_000.25, -4_000.5, 4_000]);
    expect(balanceCourse([entry(1, '2020-08-07T09:00:00Z', 1, 1)], movementOfMoney).movements).toBe(0);
  });

  it('has nothing of a commodity that never moved', () => {
    expect(balanceCourse([entry(1, '2020-08-07T09:00:00Z', 1, 1)], movementOfGoods('corn')).times).toEqual(
      [],
    );
  });
});

describe('an address', () => {
  const id = fc.string({ minLength: 1, maxLength: 40 });

  it('leads back to its place', () => {
    fc.assert(
      fc.property(
        id,
        fc.constantFrom(...views.slice(1)),
        fc.option(fc.tuple(id, fc.option(id, { nil: undefined })), { nil: undefined }),
        (orderId, view, [of, chosen] = [undefined, undefined]) => {
          // No order is called so: it stands for none.
          fc.pre(orderId !== withoutOrder);
          fc.pre(
            !viewsOfOne.includes(view) || (of !== undefined && (view !== 'events' || chosen !== undefined)),
          );
          expect(placeOf(hrefOf(orderId, view, of, chosen))).toEqual({ orderId, view, id: of, chosen });
        },
      ),
    );
  });

  it('that is not understood is the overview', () => {
    expect(placeOf('#nowhere')).toEqual({ orderId: undefined, view: 'overview', id: undefined });
    expect(placeOf('#/orders/O-1/%E0%A4%A')).toEqual({ orderId: 'O-1', view: 'overview', id: undefined });
  });

  it.each([...viewsOfOne, 'events/urn:a'])('of %s that names none is the overview', (view) => {
    expect(placeOf(`#/orders/O-1/${view}`)).toEqual({ orderId: 'O-1', view: 'overview', id: undefined });
  });
});

describe('an instant', () => {
  it('is shown by the clock of its sender', () => {
    expect(instantText('en-GB', '2020-08-14T17:00:00+09:00')).toBe('14 Aug 2020, 17:00');
    expect(dateText('ko-KR', '2020-08-05')).toBe('2020. 8. 5.');
  });
});
