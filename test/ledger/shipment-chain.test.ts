import { describe, expect, it } from 'vitest';
import type { Entry } from '../../shared/ledger/entry.ts';
import {
  type Arrival,
  type Dispatch,
  originText,
  ShipmentChain,
  type WaybillChange,
} from '../../shared/ledger/shipment-chain.ts';

const provenance = {
  orderId: 'O-1',
  event: 'urn:x#e-1',
  occurredAt: '2020-08-08T09:00:00+09:00',
  recordedAt: '2020-08-08T00:00:00.000Z',
};
const rice = (grams: bigint) => new Map([['rice', grams]]);
const none = new Map<string, bigint>();

const dispatch = (dispatched: Partial<Dispatch> = {}): Dispatch => ({
  digest: 'd',
  from: 'hub:HUB',
  to: 'C-1',
  lines: rice(10n),
  bookEntry: 'hub:HUB/O-1@3',
  ...dispatched,
});
const arrival = (arrived: Partial<Arrival> = {}): Arrival => ({
  digest: 'a',
  at: 'centre:C-1',
  received: rice(7n),
  lost: none,
  bookEntry: 'centre:C-1/O-1@1',
  ...arrived,
});

/** A waybill after some movements, and what the last did. */
function moved(
  ...movements: readonly (Dispatch | Arrival)[]
): WaybillChange & { readonly chain: ShipmentChain } {
  let entries: readonly Entry[] = [];
  let inbound: Entry | undefined;
  let step: WaybillChange | undefined;
  for (const movement of movements) {
    const chain = new ShipmentChain('W-1', entries);
    step =
      'received' in movement
        ? chain.arrival(movement, inbound, provenance)
        : chain.dispatch(movement, inbound, provenance);
    entries = [...entries, step.entry];
    inbound = step.inbound ?? inbound;
  }
  if (step === undefined) throw new Error('nothing moved');
  return { ...step, chain: new ShipmentChain('W-1', entries) };
}

const writesOf = ({ writes }: WaybillChange) =>
  writes.map((write) =>
    'key' in write ? `${write.kind} ${write.key.table} ${write.key.subject} ${write.key.item}` : write.kind,
  );

describe('where goods set out', () => {
  it('is a source, or a location by its kind where it is known', () => {
    expect(originText({ source: 'mill' }, undefined)).toBe('source:mill');
    expect(originText({ locationId: 'HUB' }, { locationId: 'HUB', name: 'Station', kind: 'hub' })).toBe(
      'hub:HUB',
    );
    expect(originText({ locationId: 'HUB' }, undefined)).toBe('HUB');
  });
});

describe('a waybill', () => {
  it('of which nothing is known has no order and no origin', () => {
    const chain = new ShipmentChain('W-1', []);
    expect([chain.orderId, chain.originId, chain.account, chain.nextEntry]).toEqual([
      undefined,
      undefined,
      'shipment:W-1',
      'shipment:W-1@1',
    ]);
  });

  it('that is dispatched from a location is on its way, listed, and says where it left', () => {
    const step = moved(dispatch({ carrier: 'Railway' }));
    expect(step.entry).toMatchObject({
      type: 'dispatch',
      counterparty: 'hub:HUB',
      counterpartyEntry: 'hub:HUB/O-1@3',
      to: 'C-1',
      carrier: 'Railway',
      reference: 'W-1',
      event: 'urn:x#e-1',
      lines: rice(10n),
      balance: rice(10n),
    });
    expect(step.inbound).toMatchObject({
      account: 'inbound:C-1/O-1',
      type: 'dispatch',
      digest: 'd',
      counterparty: 'hub:HUB',
      counterpartyEntry: 'shipment:W-1@1',
      reference: 'W-1',
      lines: rice(10n),
      balance: rice(10n),
    });
    expect(writesOf(step)).toEqual([
      'append stock shipment:W-1 000000001',
      'append stock shipments:O-1 W-1',
      'append stock inbound:C-1/O-1 000000001',
    ]);
    expect([step.chain.orderId, step.chain.originId, step.chain.nextEntry]).toEqual([
      'O-1',
      'HUB',
      'shipment:W-1@2',
    ]);
    expect([step.onward, step.surplus]).toEqual([none, none]);
  });

  it('that comes from outside left no location, and names no book', () => {
    const { bookEntry: _, ...outside } = dispatch({ from: 'source:mill' });
    const { entry, chain } = moved(outside, arrival());
    expect(chain.originId).toBeUndefined();
    expect(moved(outside).entry).not.toHaveProperty('counterpartyEntry');
    expect(moved(outside).entry).not.toHaveProperty('carrier');
    expect(entry).toMatchObject({ counterpartyEntry: 'centre:C-1/O-1@1' });
    expect(moved(outside, arrival()).onward).toEqual(none);
  });

  it('that arrives in part leaves the rest on its way', () => {
    const step = moved(dispatch(), arrival({ received: rice(6n), lost: rice(1n), from: 'hub:HUB' }));
    expect(step.entry).toMatchObject({
      type: 'arrival',
      counterparty: 'centre:C-1',
      from: 'hub:HUB',
      lines: rice(-7n),
      lost: rice(1n),
      balance: rice(3n),
    });
    expect(step.shipment).toMatchObject({
      to: 'C-1',
      arrivedAt: 'C-1',
      dispatched: rice(10n),
      received: rice(6n),
      lost: rice(1n),
    });
    expect(step.inbound).toMatchObject({ seq: 2, lines: rice(-7n), balance: rice(3n) });
    expect(step.onward).toEqual(rice(7n));
    expect(writesOf(step)).toEqual([
      'append stock shipment:W-1 000000002',
      'append stock inbound:C-1/O-1 000000002',
    ]);
    expect(moved(dispatch(), arrival()).entry).not.toHaveProperty('lost');
    expect(moved(dispatch(), arrival()).entry).not.toHaveProperty('from');
  });

  it('that brings more than it left with has a surplus, and nothing more on its way', () => {
    const step = moved(dispatch(), arrival({ received: rice(12n) }));
    expect([step.onward, step.surplus, step.entry.balance]).toEqual([rice(10n), rice(2n), rice(-2n)]);
    expect(step.inbound?.balance).toEqual(rice(0n));
    const more = moved(dispatch(), arrival({ received: rice(12n) }), arrival({ received: rice(1n) }));
    expect([more.surplus, more.inbound]).toEqual([rice(1n), undefined]);
    expect(writesOf(more)).toEqual(['append stock shipment:W-1 000000003']);
  });

  it('that arrives before it is dispatched is known to be a transfer when it is', () => {
    const first = moved(arrival());
    expect([first.surplus, first.onward, first.inbound]).toEqual([none, none, undefined]);
    const then = moved(arrival(), dispatch());
    expect([then.onward, then.surplus]).toEqual([rice(7n), none]);
    expect(then.inbound).toMatchObject({ lines: rice(3n), balance: rice(3n) });
    expect(then.chain.originId).toBe('HUB');
  });
});
