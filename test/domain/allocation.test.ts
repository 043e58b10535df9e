import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from '../../shared/domain/allocation.ts';
import { lawful } from '../support/lawful.ts';

const need = (centreId: string, quantity: bigint) => ({ centreId, need: new Map([['rice', quantity]]) });
const sharesOf = (came: bigint, needs: Parameters<typeof allocate>[1]) =>
  allocate(new Map([['rice', came]]), needs).map(
    ({ centreId, lines }) => [centreId, lines.get('rice')] as const,
  );

describe('allocation among centres', () => {
  it.each([
    [
      'by outstanding need',
      60n,
      [need('A', 100n), need('B', 50n)],
      [
        ['A', 40n],
        ['B', 20n],
      ],
    ],
    [
      'no more than the need',
      500n,
      [need('A', 100n), need('B', 50n)],
      [
        ['A', 100n],
        ['B', 50n],
      ],
    ],
    ['nothing to a centre that has enough', 10n, [need('A', -5n), need('B', 50n)], [['B', 10n]]],
    [
      'the largest remainder rounded up',
      10n,
      [need('A', 2n), need('B', 4n), need('C', 1n)],
      [
        ['A', 2n],
        ['B', 4n],
        ['C', 1n],
      ],
    ],
    [
      'ties by centreId',
      2n,
      [need('C', 1n), need('B', 1n), need('A', 1n)],
      [
        ['B', 1n],
        ['A', 1n],
      ],
    ],
    [
      'ties by centreId, in whatever order the centres are listed',
      2n,
      [need('A', 1n), need('B', 1n), need('C', 1n)],
      [
        ['A', 1n],
        ['B', 1n],
      ],
    ],
    ['the larger remainder first, though listed first', 1n, [need('B', 2n), need('A', 1n)], [['B', 1n]]],
    [
      'remainders before ids',
      5n,
      [need('A', 3n), need('B', 5n)],
      [
        ['A', 2n],
        ['B', 3n],
      ],
    ],
    ['nothing of nothing', 0n, [need('A', 3n)], []],
  ] as const)('gives %s', (_title, came, needs, shares) => {
    expect(sharesOf(came, needs)).toEqual(shares);
  });

  it('never gives more than came or than is needed, and is within one unit of the exact share', () => {
    const quantity = fc.bigInt({ min: -5n, max: 10n ** 12n });
    lawful(
      fc.property(
        fc.array(quantity, { maxLength: 40 }),
        fc.bigInt({ min: 0n, max: 10n ** 13n }),
        (list, came) => {
          const needs = list.map((each, index) => need(`C-${index}`, each));
          const total = list.reduce((sum, each) => sum + (each > 0n ? each : 0n), 0n);
          const shares = new Map(sharesOf(came, needs));
          const given = [...shares.values()].reduce<bigint>((sum, share) => sum + (share ?? 0n), 0n);
          expect(given).toBe(came < total ? came : total);
          for (const [index, each] of list.entries()) {
            const share = shares.get(`C-${index}`) ?? 0n;
            expect(share <= (each > 0n ? each : 0n)).toBe(true);
            if (each > 0n && total > 0n) {
              const exact = given * each;
              const distance = share * total - exact;
              expect(distance < total && -distance < total).toBe(true);
            }
          }
        },
      ),
    );
  });
});

describe('a rest that divides by no one', () => {
  it.each([
    [
      'goes to the largest remainder, whoever is named first',
      10n,
      [
        ['A', 35n],
        ['B', 30n],
        ['C', 38n],
      ],
      [3n, 3n, 4n],
    ],
    [
      'goes to the largest remainder, though another need is larger',
      7n,
      [
        ['A', 50n],
        ['B', 14n],
        ['C', 36n],
      ],
      [3n, 1n, 3n],
    ],
    [
      'goes by centreId between equal remainders',
      2n,
      [
        ['C', 5n],
        ['B', 5n],
        ['A', 5n],
      ],
      [undefined, 1n, 1n],
    ],
  ] as const)('%s', (_title, came, needs, expected) => {
    const shares = new Map(
      sharesOf(
        came,
        needs.map(([centreId, quantity]) => need(centreId, quantity)),
      ),
    );
    expect(needs.map(([centreId]) => shares.get(centreId))).toEqual(expected);
  });
});
