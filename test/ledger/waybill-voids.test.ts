import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Amounts, addAmounts, negateAmounts, noAmounts } from '../../shared/domain/quantity.ts';
import { inTransit, onward, surplus, unknownShipment } from '../../shared/domain/shipment.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { ShipmentChain, type WaybillChange } from '../../shared/ledger/shipment-chain.ts';
import { lawful } from '../support/lawful.ts';

const rice = (grams: number): Amounts => new Map([['rice', BigInt(grams)]]);
const grams = fc.integer({ min: 1, max: 30 });

type Step =
  | { readonly kind: 'dispatch'; readonly from: string; readonly grams: number }
  | { readonly kind: 'arrival'; readonly at: string; readonly grams: number; readonly lost: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('dispatch'),
    from: fc.constantFrom('source:Nampo', 'hub:HUB'),
    grams,
  }),
  fc.record({
    kind: fc.constant('arrival'),
    at: fc.constantFrom('centre:C-1', 'centre:C-2'),
    grams,
    lost: fc.integer({ min: 0, max: 5 }),
  }),
);

const provenance = (event: number) => ({
  orderId: 'O-1',
  event: `urn:x#${event}`,
  occurredAt: '2020-08-08T09:00:00+09:00',
  recordedAt: '2020-08-08T00:00:00.000Z',
});

/** Takes steps one after another; those that are named are taken back in the end. */
function played(steps: readonly Step[], voided: readonly number[] = []) {
  let entries: readonly Entry[] = [];
  let inbound: Entry | undefined;
  let known = noAmounts;
  const append = (change: WaybillChange): void => {
    entries = [...entries, change.entry];
    inbound = change.inbound ?? inbound;
    known = addAmounts(known, change.onward);
  };
  for (const [index, one] of steps.entries()) {
    const chain = new ShipmentChain('W-1', entries);
    if (one.kind === 'dispatch') {
      const dispatch = { digest: 'd', from: one.from, to: 'C-1', lines: rice(one.grams) };
      append(chain.dispatch(dispatch, inbound, provenance(index)));
    } else {
      const { at, lost } = one;
      const arrival = {
        digest: 'd',
        at,
        received: rice(one.grams),
        lost: rice(lost),
        bookEntry: `${at}/O-1@1`,
      };
      append(chain.arrival(arrival, inbound, provenance(index)));
    }
  }
  for (const index of voided) {
    const chain = new ShipmentChain('W-1', entries);
    const entry = chain.standing.find(({ event }) => event === `urn:x#${index}`);
    if (entry !== undefined) append(chain.reverse({ entry, reason: 'x' }, inbound, provenance(99)));
  }
  return { chain: new ShipmentChain('W-1', entries), inbound, known };
}

const sums = (amounts: Amounts): bigint => amounts.get('rice') ?? 0n;

describe('a void on a waybill', () => {
  it('of any of its entries, in any order, is as if they had never been', () => {
    lawful(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.nat(5)),
        (steps, dice) => {
          const voided = [...new Set([...dice.take(3)].filter((index) => index < steps.length))];
          const taken = played(steps, voided);
          const without = played(steps.filter((_, index) => !voided.includes(index)));
          for (const figure of [inTransit, onward, surplus])
            expect(sums(figure(taken.chain.shipment))).toBe(sums(figure(without.chain.shipment)));
          // What the books were told of is what the waybill says, and what is on its way is what is in transit.
          expect(sums(taken.known)).toBe(sums(onward(taken.chain.shipment)));
          const { to } = taken.chain.shipment;
          const onItsWay = to === undefined ? noAmounts : inTransit(taken.chain.shipment);
          expect(sums(taken.inbound?.balance ?? noAmounts)).toBe(sums(onItsWay));
          const balance = addAmounts(...taken.chain.entries.map(({ lines }) => lines));
          expect(sums(balance)).toBe(sums(taken.chain.entries.at(-1)?.balance ?? noAmounts));
        },
      ),
    );
  });

  it('of all of them frees its number', () => {
    lawful(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
        const { chain, known } = played(steps, [...steps.keys()]);
        expect(chain.orderId).toBeUndefined();
        expect(chain.shipment).toEqual(unknownShipment);
        expect(sums(known)).toBe(0n);
        expect(sums(negateAmounts(chain.entries.at(-1)?.balance ?? noAmounts))).toBe(0n);
      }),
    );
  });

  it('leaves a closing with what was in transit then', () => {
    lawful(
      fc.property(grams, grams, fc.boolean(), (sent, came, isLost) => {
        const { chain, inbound } = played([
          { kind: 'dispatch', from: 'hub:HUB', grams: sent },
          { kind: 'arrival', at: 'centre:C-1', grams: came, lost: 0 },
        ]);
        const remainder = isLost ? 'lost' : 'never-sent';
        const closing = { digest: 'd', reason: 'x', remainder, counterparty: 'hub:HUB' } as const;
        const { entry, shipment } = chain.close(closing, inbound, provenance(9));
        const open = BigInt(Math.max(0, sent - came));
        expect(sums(entry.lines)).toBe(-open);
        expect([sums(inTransit(shipment)), shipment.isClosed]).toEqual([0n, true]);
        expect(sums(surplus(shipment))).toBe(BigInt(Math.max(0, came - sent)));
        const closed = new ShipmentChain('W-1', [...chain.entries, entry]);
        const later = closed.arrival(
          {
            digest: 'd',
            at: 'centre:C-2',
            received: rice(3),
            lost: noAmounts,
            bookEntry: 'centre:C-2/O-1@1',
          },
          inbound,
          provenance(10),
        );
        expect(later.surplusAt).toEqual([{ locationId: 'C-2', event: 'urn:x#10', lines: rice(3) }]);
      }),
    );
  });
});
