import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  locationAccount,
  orderAccount,
  payerAccount,
  shipmentAccount,
} from '../../shared/domain/accounts.ts';
import { queueNames } from '../../shared/domain/events.ts';
import { documentIdempotencyKey, eventClaimId } from '../../shared/ledger/id-claims.ts';
import {
  acceptanceKey,
  anomalyKey,
  bookListingKey,
  bookOfFence,
  centreOfPlanItem,
  currencyKey,
  deferredKey,
  exceptionKey,
  fencedKey,
  fenceKey,
  holdKey,
  holdsOfGroup,
  type ItemKey,
  keptKey,
  linkKey,
  listPartOf,
  locationKey,
  lookedBackKey,
  orderListing,
  orderOfSubject,
  orderVersionKey,
  parseHold,
  parseLocationItem,
  planKey,
  plansOfRevision,
  proxySubject,
  sealKey,
  seqOfItem,
  settledKey,
  settledSubject,
  shipmentListing,
  unitKey,
  versionsOfLocation,
} from '../../shared/ledger/keys.ts';
import { anyId, anyShipmentId } from '../support/any-ids.ts';
import { lawful } from '../support/lawful.ts';

const now = '2020-08-05T00:00:00.000Z';
const seqs = fc.integer({ min: 1, max: 999_999_999 });
const commodities = fc.constantFrom('rice', 'rice:a', 'rice.a', 'Reis ungekocht');
const events = fc.tuple(anyId, anyId).map(([source, id]) => `urn:${source}#${id}`);
const exceptionIds = events.map(eventClaimId);
const books = fc.oneof(
  fc.tuple(anyId, anyId).map(([centreId, orderId]) => locationAccount('centre', centreId, orderId)),
  fc.tuple(anyId, anyId).map(([payerId, orderId]) => payerAccount(payerId, orderId)),
);
const holds = fc.record({
  exceptionId: exceptionIds,
  dependsOn: fc.tuple(anyId, anyId).map((ids) => `stock:${ids.join('/')}`),
  queue: fc.constantFrom(...queueNames),
  messageGroup: fc.oneof(anyId, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })),
  position: fc.nat(9_999).map((index) => `${now}#${index.toString().padStart(4, '0')}`),
  recordSeq: seqs,
});

/** What each kind of key is made of, and the key. */
const keyed = <P extends unknown[]>(kind: string, parts: fc.Arbitrary<P>, key: (...parts: P) => ItemKey) =>
  parts.map((made): readonly [made: string, key: ItemKey] => [JSON.stringify([kind, ...made]), key(...made)]);

const keys = fc.oneof(
  keyed('book', fc.tuple(books, seqs), linkKey),
  keyed('waybill', fc.tuple(anyShipmentId, seqs), (id, seq) => linkKey(shipmentAccount(id), seq)),
  keyed('order', fc.tuple(anyId, seqs), orderVersionKey),
  keyed('location', fc.tuple(anyId, seqs), locationKey),
  keyed('plan', fc.tuple(anyId, seqs, anyId), planKey),
  keyed('listing of a book', fc.tuple(fc.constant('stock' as const), books, anyId), bookListingKey),
  keyed('listing of a waybill', fc.tuple(anyShipmentId, anyId), shipmentListing),
  keyed('deferred writes', fc.tuple(events), deferredKey),
  keyed('unit', fc.tuple(anyId, commodities), unitKey),
  keyed('currency', fc.tuple(anyId), currencyKey),
  keyed('acceptance', fc.tuple(anyId, seqs), acceptanceKey),
  keyed('looked back', fc.tuple(anyId, seqs), lookedBackKey),
  keyed('exception', fc.tuple(exceptionIds, seqs), exceptionKey),
  keyed('hold', fc.tuple(holds), holdKey),
  keyed('proxy', fc.tuple(anyId, fc.constantFrom('Kim', 'Ri', 'a/b'), seqs), (orderId, name, seq) => ({
    ...linkKey(proxySubject(orderId, name), seq),
    table: 'ledgers',
  })),
  keyed('fence', fc.tuple(books, seqs), fenceKey),
  keyed('fenced book', fc.tuple(books, anyId), fencedKey),
  keyed('settled', fc.tuple(anyId, exceptionIds, fc.constant(now)), settledKey),
  keyed('kept', fc.tuple(exceptionIds, fc.constant(now)), keptKey),
  keyed('listing of an order', fc.tuple(anyId), orderListing),
  keyed('anomaly', fc.tuple(anyId, commodities, anyId), (orderId, commodity, cause) =>
    anomalyKey({ orderId, kind: 'surplus', commodity }, cause, now),
  ),
  keyed('seal', fc.tuple(fc.constantFrom('2020-08-05', '2020-08-06')), sealKey),
);

const placeOf = ({ table, subject, item }: ItemKey): string => JSON.stringify([table, subject, item]);

describe('a key', () => {
  it('is never that of anything else, whatever ids the contract allows', () => {
    lawful(
      fc.property(keys, keys, ([one, key], [other, otherKey]) => {
        fc.pre(one !== other);
        expect(placeOf(key), `${one} and ${other}`).not.toBe(placeOf(otherKey));
      }),
      5_000,
    );
  });

  it('is never that of another thing of its kind', () => {
    lawful(
      fc.property(fc.array(keys, { minLength: 40, maxLength: 80 }), (made) => {
        const byPlace = new Map(made.map(([what, key]) => [placeOf(key), what]));
        for (const [what, key] of made) expect(byPlace.get(placeOf(key))).toBe(what);
      }),
      200,
    );
  });

  it('tells what it was made of', () => {
    lawful(
      fc.property(holds, anyId, seqs, anyId, (hold, locationId, seq, orderId) => {
        expect(parseHold(holdKey(hold))).toEqual(hold);
        expect(parseLocationItem(locationKey(locationId, seq).item)).toEqual({ locationId, version: seq });
        expect(centreOfPlanItem(planKey(orderId, seq, locationId).item)).toBe(locationId);
        expect(seqOfItem(linkKey(orderAccount(orderId), seq).item)).toBe(seq);
        const book = locationAccount('centre', locationId, orderId);
        expect(seqOfItem(linkKey(book, seq).item)).toBe(seq);
        expect(bookOfFence(fenceKey(book, seq).subject)).toBe(book);
      }),
      1_000,
    );
  });

  it('names its order where its list is an order’s', () => {
    lawful(
      fc.property(anyId, anyId, exceptionIds, (orderId, otherId, exceptionId) => {
        const book = locationAccount('centre', otherId, orderId);
        for (const { subject } of [
          planKey(orderId, 1, otherId),
          bookListingKey('stock', book, orderId),
          shipmentListing(otherId, orderId),
          fencedKey(book, orderId),
          settledKey(orderId, exceptionId, now),
          anomalyKey({ orderId, kind: 'surplus' }, otherId, now),
        ])
          expect(orderOfSubject(subject)).toBe(orderId);
        expect(orderOfSubject(proxySubject(orderId, otherId))).toBe(orderId);
        expect(listPartOf(settledSubject(orderId), exceptionId)).toBe(
          settledKey(orderId, exceptionId, now).subject,
        );
      }),
    );
  });
});

describe('a range of keys', () => {
  const within = ({ from, to }: { from: string; to: string }, item: string) => from <= item && item <= to;

  it('holds what is of one id, group or revision, and nothing of another', () => {
    lawful(
      fc.property(anyId, anyId, seqs, seqs, holds, holds, (id, otherId, seq, otherSeq, hold, other) => {
        const isHeldByGroup = hold.queue === other.queue && hold.messageGroup === other.messageGroup;
        expect(within(versionsOfLocation(id), locationKey(otherId, seq).item)).toBe(id === otherId);
        expect(within(plansOfRevision(seq), planKey(id, otherSeq, otherId).item)).toBe(seq === otherSeq);
        expect(within(holdsOfGroup(hold), holdKey(hold).item)).toBe(true);
        expect(within(holdsOfGroup(hold), holdKey(other).item)).toBe(isHeldByGroup);
      }),
      1_000,
    );
  });
});

describe('what claims the id of a receipt or payment', () => {
  it('is never what claims another’s: K1, ids with a colon', () => {
    const receipt = (centreId: string) =>
      documentIdempotencyKey(locationAccount('centre', centreId, 'O-1'), 'R-1');
    expect(receipt('KP:C-01')).not.toBe(receipt('KP:C-02'));
    lawful(
      fc.property(books, anyId, books, anyId, (book, reference, otherBook, otherReference) => {
        fc.pre(book !== otherBook || reference !== otherReference);
        expect(documentIdempotencyKey(book, reference)).not.toBe(
          documentIdempotencyKey(otherBook, otherReference),
        );
      }),
      2_000,
    );
  });

  it('reads as it did for ids without one', () => {
    expect(documentIdempotencyKey('centre:C-07/order-1', 'R-1')).toBe('receipt/C-07/order-1/R-1');
    expect(documentIdempotencyKey('payer:P-1/order-1', 'M-1')).toBe('payment/P-1/order-1/M-1');
    expect(() => documentIdempotencyKey('hub:HUB/order-1', 'R-1')).toThrow('no book of receipts or payments');
  });
});
