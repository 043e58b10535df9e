import { describe, expect, it } from 'vitest';
import { placeOf, views } from '../../dashboard/place.ts';
import { hasNothing, homeOf, isIn, mayOpen, sectionsOf } from '../../dashboard/reader/reader.ts';
import type { ReaderAnswer } from '../../shared/contract/answers/readers.ts';

const reader = (
  roles: ReaderAnswer['roles'],
  locationIds: string[] = [],
  payers: string[] = [],
): ReaderAnswer => ({
  roles,
  locations: locationIds.map((locationId) => ({ locationId })),
  payers,
});
const staff = reader(['centre-staff'], ['C-1']);
const payer = reader(['payer'], [], ['P-1']);
const many = reader(['centre-staff'], ['C-1', 'C-2', 'C-3', 'C-4', 'C-5']);

describe('what a reader may open', () => {
  it('is every view, for who reads everything', () => {
    for (const view of views) {
      expect(mayOpen(reader(['auditor']), view, undefined)).toBe(true);
      expect(mayOpen(reader(['coordinator', 'payer'], [], ['P-1']), view, 'X')).toBe(true);
    }
  });

  it.each([
    ['locations', 'C-1', true],
    ['location-exceptions', 'C-1', true],
    ['locations', 'C-10', false],
    ['locations', undefined, false],
    ['households', undefined, true],
    ['shipments', 'W-1', true],
    ['shipments', undefined, false],
    ['exceptions', undefined, false],
    ['payers', 'C-1', false],
  ] as const)('for the staff of C-1: %s of %s, %s', (view, id, may) => {
    expect(mayOpen(staff, view, id)).toBe(may);
  });

  it('is its own book and exceptions, for a payer, and events, of which the API knows whose they are', () => {
    const opened = views.filter((view) => mayOpen(payer, view, 'P-1'));
    expect(opened).toEqual(['overview', 'payers', 'events', 'payer-exceptions', 'write']);
    expect(views.filter((view) => mayOpen(payer, view, 'P-2'))).toEqual(['overview', 'events', 'write']);
  });

  it('is nothing without a role that is bound to something', () => {
    expect([reader([]), reader(['centre-staff']), reader(['payer'])].every(hasNothing)).toBe(true);
    expect([staff, payer, reader(['auditor'])].some(hasNothing)).toBe(false);
  });
});

describe('the navigation', () => {
  it('leads whoever has one place straight to it, and whoever has many to their overview', () => {
    expect(homeOf(staff)).toMatchObject({ view: 'locations', id: 'C-1' });
    expect(homeOf(payer)).toMatchObject({ view: 'payers', id: 'P-1' });
    expect(homeOf(many)).toBeUndefined();
    expect(sectionsOf(many)).toEqual([{ view: 'overview' }, { view: 'households' }, { view: 'write' }]);
  });

  it('shows in which section a place is, one at most', () => {
    const sections = sectionsOf(reader(['centre-staff', 'payer'], ['C-1', 'C-2'], ['P-1']));
    const at = (hash: string) => sections.filter((section) => isIn(section, placeOf(hash)));
    expect(at('#/orders/O-1/not-served/C-2')).toMatchObject([{ id: 'C-2' }]);
    expect(at('#/orders/O-1/payer-exceptions/P-1/x1')).toMatchObject([{ id: 'P-1' }]);
    expect(at('#/orders/O-1/households/H-1')).toEqual([{ view: 'households' }]);
    expect(at('#/orders/O-1/shipments/W-1')).toEqual([]);
  });
});
