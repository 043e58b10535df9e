import { describe, expect, it } from 'vitest';
import type { Order } from '../../shared/domain/order.ts';
import { firstNamedBy, fixCurrency, fixUnits, unitsWith } from '../../shared/ledger/first-use.ts';
import {
  currencyKey,
  isCurrency,
  isOrderRevision,
  isUnit,
  orderVersionKey,
  unitKey,
} from '../../shared/ledger/keys.ts';
import { issued, orderOf, rice, termsWith } from '../support/orders.ts';

const at = (item: string) => ({ table: 'ledgers', subject: 'order:O-1', item });
const nextStep = { kind: 'precondition', key: at('revision/000000003') };
const salt = { commodity: 'salt', unit: 'kg', quantity: 1n } as const;

/** An order that pays nothing yet. */
const { stipend: _, ...unpaid } = termsWith();
const unpaidOrder: Order = orderOf({ ...issued(), terms: unpaid });

describe('the units of an order', () => {
  it('are its own first, and those of the documents after it, each by its first use', () => {
    const units = unitsWith(orderOf(issued()), [
      { commodity: 'rice', unit: 'g', quantity: 1n },
      salt,
      { ...salt, unit: 'g' },
    ]);
    expect([...units]).toEqual([
      ['rice', 'kg'],
      ['oil', 'bottle'],
      ['salt', 'kg'],
    ]);
  });

  it('are fixed by the first document that uses them, unless the order takes a step', () => {
    const order = orderOf(issued());
    expect(fixUnits(order, 2, unitsWith(order, [rice(1n), salt]))).toEqual([
      nextStep,
      { kind: 'append', key: at('unit/salt'), record: { commodity: 'salt', unit: 'kg' } },
    ]);
    expect(fixUnits(order, 2, unitsWith(order, [rice(1n)]))).toEqual([]);
  });
});

describe('the currency of an order', () => {
  it('is fixed by the first money given, where its terms name none', () => {
    expect(fixCurrency(unpaidOrder, 2, 'KPW')).toEqual([
      nextStep,
      { kind: 'append', key: at('stipend/currency'), record: { currency: 'KPW' } },
    ]);
    expect(fixCurrency(orderOf(issued()), 2, 'KPW')).toEqual([]);
    expect(fixCurrency({ ...unpaidOrder, fundedIn: 'KPW' }, 2, 'KPW')).toEqual([]);
  });
});

describe('an amendment', () => {
  const fixed = (order: Order, terms = termsWith()) => firstNamedBy(order, terms);

  it('fixes the units and the currency that it names first', () => {
    const terms = termsWith({ pledges: [{ commodity: 'salt', unit: 'kg', source: 's', responsible: 'r' }] });
    expect(fixed(unpaidOrder, terms)).toEqual([
      { kind: 'append', key: at('unit/salt'), record: { commodity: 'salt', unit: 'kg' } },
      { kind: 'append', key: at('stipend/currency'), record: { currency: 'KPW' } },
    ]);
  });

  it('fixes nothing where it names nothing new', () => {
    expect(fixed(orderOf(issued()))).toEqual([]);
    expect(fixed(unpaidOrder, unpaid)).toEqual([]);
    expect(fixed({ ...unpaidOrder, fundedIn: 'KPW' })).toEqual([]);
  });
});

it('a unit is told from the steps and the currency beside it', () => {
  const items = [unitKey('O-1', 'salt'), orderVersionKey('O-1', 1), currencyKey('O-1')].map(
    ({ item }) => item,
  );
  expect(items.map(isUnit)).toEqual([true, false, false]);
  expect(items.map(isOrderRevision)).toEqual([false, true, false]);
  expect(items.map(isCurrency)).toEqual([false, false, true]);
});
