import { describe, expect, it } from 'vitest';
import type { Entry } from '../../shared/ledger/entry.ts';
import {
  type Arrival,
  type Closing,
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

const closing = (closed: Partial<Closing> = {}): Closing => ({
  digest: 'c',
  reason: 'The wagon never left',
  remainder: 'never-sent',
  counterparty: 'hub:HUB',
  ...closed,
});

/** Takes back the entry of that number. */
interface Void {
  readonly voids: number;
  readonly bookEntry?: string;
}

/** A waybill after some movements, each of an event of its own, and what the last did. */
function moved(
  ...movements: readonly (Dispatch | Arrival | Closing | Void)[]
): WaybillChange & { readonly chain: ShipmentChain } {
  let entries: readonly Entry[] = [];
  let inbound: Entry | undefined;
  let step: WaybillChange | undefined;
  for (const [index, movement] of movements.entries()) {
    const chain = new ShipmentChain('W-1', entries);
    step = movedBy(movement, chain, inbound, { ...provenance, event: `urn:x#e-${index + 1}` });
    entries = [...entries, step.entry];
    inbound = step.inbound ?? inbound;
  }
  if (step === undefined) throw new Error('nothing moved');
  return { ...step, chain: new ShipmentChain('W-1', entries) };
}

function movedBy(
  movement: Dispatch | Arrival | Closing | Void,
  chain: ShipmentChain,
  inbound: Entry | undefined,
  by: typeof provenance,
): WaybillChange {
  if ('received' in movement) return chain.arrival(movement, inbound, by);
  if ('remainder' in movement) return chain.close(movement, inbound, by);
  if (!('voids' in movement)) return chain.dispatch(movement, inbound, by);
  const entry = chain.entries[movement.voids - 1];
  if (entry === undefined) throw new Error(`there is no entry ${movement.voids}`);
  return chain.reverse({ entry, reason: 'Typed twice', bookEntry: movement.bookEntry }, inbound, by);
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

describe('what came beyond a waybill', () => {
  const there = (grams: bigint) => arrival({ at: 'centre:C-2', received: rice(grams) });
  const here = (grams: bigint) => arrival({ received: rice(grams) });

  it('came with the arrival that filled it', () => {
    expect(moved(dispatch(), here(8n)).surplusAt).toEqual([]);
    expect(moved(dispatch(), here(8n), there(5n)).surplusAt).toEqual([
      { locationId: 'C-2', event: 'urn:x#e-3', lines: rice(3n) },
    ]);
    expect(moved(dispatch(), here(12n), there(5n)).surplusAt).toEqual([
      { locationId: 'C-2', event: 'urn:x#e-3', lines: rice(5n) },
    ]);
  });

  it('is known of every arrival once the first dispatch is, and of none before', () => {
    expect(moved(here(12n), there(5n)).surplusAt).toEqual([]);
    expect(moved(here(12n), there(5n), dispatch()).surplusAt).toEqual([
      { locationId: 'C-1', event: 'urn:x#e-1', lines: rice(2n) },
      { locationId: 'C-2', event: 'urn:x#e-2', lines: rice(5n) },
    ]);
  });

  it('is lessened by a further dispatch, which shows none', () => {
    const step = moved(here(12n), dispatch(), dispatch({ lines: rice(1n) }));
    expect([step.surplus, step.surplusAt]).toEqual([rice(-1n), []]);
  });

  it('is all that comes after the rest was closed as lost', () => {
    const lost = closing({ remainder: 'lost', counterparty: 'loss:stolen' });
    const step = moved(dispatch(), here(4n), lost, there(2n));
    expect(step.surplusAt).toEqual([{ locationId: 'C-2', event: 'urn:x#e-4', lines: rice(2n) }]);
  });

  it('is not what an arrival brought that was taken back', () => {
    expect(moved(dispatch(), here(10n), { voids: 2 }, there(10n)).surplusAt).toEqual([]);
  });
});

describe('the closing of a waybill', () => {
  it('gives back what never left, and nothing is lost', () => {
    const step = moved(dispatch(), arrival(), closing());
    const { entry, inbound } = step;
    expect(entry).toMatchObject({
      type: 'closing',
      remainder: 'never-sent',
      reason: 'The wagon never left',
      counterparty: 'hub:HUB',
      lines: rice(-3n),
      balance: rice(0n),
    });
    expect(entry).not.toHaveProperty('lost');
    expect(inbound).toMatchObject({ type: 'closing', reason: 'The wagon never left', lines: rice(-3n) });
    expect(inbound).not.toHaveProperty('reverses');
    expect(step.chain.closing).toEqual(entry);
    expect(step.shipment.lost).toEqual(none);
  });

  it('says what of it is lost, if anything is still on its way', () => {
    const lost = closing({ remainder: 'lost', counterparty: 'loss:stolen' });
    const step = moved(dispatch(), arrival(), lost);
    expect(step.entry).toMatchObject({ remainder: 'lost', lines: rice(-3n), lost: rice(3n) });
    expect(step.shipment.lost).toEqual(rice(3n));
    const all = moved(dispatch(), arrival({ received: rice(10n) }), lost);
    expect(all.entry).not.toHaveProperty('lost');
    expect(all.inbound).toBeUndefined();
    expect(writesOf(all)).toEqual(['append stock shipment:W-1 000000003']);
  });
});

describe('an entry of a waybill that is taken back', () => {
  it('leaves a waybill of which nothing is known, and says what it takes back and why', () => {
    const step = moved(dispatch(), { voids: 1, bookEntry: 'hub:HUB/O-1@4' });
    const said = { type: 'void', digest: '', reverses: 'shipment:W-1@1', reason: 'Typed twice' };
    expect(step.entry).toMatchObject({
      ...said,
      counterparty: 'hub:HUB',
      counterpartyEntry: 'hub:HUB/O-1@4',
      lines: rice(-10n),
      balance: rice(0n),
    });
    expect(step.inbound).toMatchObject({ ...said, lines: rice(-10n), balance: rice(0n) });
    expect([step.chain.orderId, step.chain.standing]).toEqual([undefined, []]);
  });

  it('names no book where its other side has none', () => {
    const { bookEntry: _, ...outside } = dispatch({ from: 'source:mill' });
    expect(moved(outside, { voids: 1 }).entry).not.toHaveProperty('counterpartyEntry');
  });

  it('is no part of what stands: a closing of nothing does not begin a waybill', () => {
    const { chain } = moved(dispatch(), closing(), { voids: 1 });
    expect([chain.standing, chain.orderId]).toEqual([[], undefined]);
  });

  it('lists its order no second time', () => {
    expect(writesOf(moved(dispatch(), { voids: 1 }, dispatch()))).toEqual([
      'append stock shipment:W-1 000000003',
      'append stock inbound:C-1/O-1 000000003',
    ]);
  });
});
