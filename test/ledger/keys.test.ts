import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  auditAccount,
  householdGoodsAccount,
  householdStipendAccount,
  inboundAccount,
  locationAccount,
  orderAccount,
  payerAccount,
  registryAccount,
  shipmentAccount,
} from '../../shared/domain/accounts.ts';
import { queueNames } from '../../shared/domain/events.ts';
import { endOfHeldId } from '../../shared/ledger/event-records.ts';
import * as exceptionKeys from '../../shared/ledger/exception-keys.ts';
import {
  endingKey,
  exceptionKey,
  holdKey,
  holdsOfGroup,
  keptKey,
  listPartOf,
  numberClaimKey,
  parseHold,
  refusedRowsKey,
  settledKey,
  settledSubject,
  voidKey,
} from '../../shared/ledger/exception-keys.ts';
import {
  documentIdempotencyKey,
  eventClaimId,
  eventIdempotencyKey,
  exceptionIdOf,
  unnamedRowIdempotencyKey,
} from '../../shared/ledger/id-claims.ts';
import * as storeKeys from '../../shared/ledger/keys.ts';
import {
  acceptanceKey,
  anomalyKey,
  auditListing,
  bookListingKey,
  bookOfFence,
  centreOfPlanItem,
  currencyKey,
  deferredKey,
  earlierCoverageKey,
  earlierToldKey,
  entryKey,
  fencedKey,
  fenceKey,
  type ItemKey,
  linkKey,
  locationKey,
  lookedBackKey,
  orderListing,
  orderVersionKey,
  parseLocationItem,
  planKey,
  plansOfRevision,
  populationPartKey,
  proxySubject,
  sealedTailsKey,
  sealKey,
  seqOfItem,
  shipmentListing,
  sourceKey,
  unitKey,
  versionsOfLocation,
} from '../../shared/ledger/keys.ts';
import * as missedKeys from '../../shared/ledger/missed-keys.ts';
import { missedKey, noteKey } from '../../shared/ledger/missed-keys.ts';
import { orderOfSubject } from '../../shared/ledger/order-subjects.ts';
import { messageIdempotencyKey } from '../../shared/posting/event-subject.ts';
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

/** What each kind of key is made of, and the key; `key` is named where it is the only one of its kind. */
const keyed = <P extends unknown[]>(
  kind: string,
  parts: fc.Arbitrary<P>,
  key: (...parts: P) => ItemKey,
): Drawn => ({
  makers: [kind, key.name],
  drawn: parts.map((made): readonly [made: string, key: ItemKey] => [
    JSON.stringify([kind, ...made]),
    key(...made),
  ]),
});

interface Drawn {
  readonly makers: readonly string[];
  readonly drawn: fc.Arbitrary<readonly [made: string, key: ItemKey]>;
}

const drawnKeys: readonly Drawn[] = [
  keyed('book', fc.tuple(books, seqs), linkKey),
  keyed('entryKey', fc.tuple(anyId, anyId, seqs), (householdId, orderId, seq) =>
    entryKey('ledgers', householdGoodsAccount(householdId, orderId), seq),
  ),
  keyed('stipend', fc.tuple(anyId, anyId, seqs), (householdId, orderId, seq) =>
    linkKey(householdStipendAccount(householdId, orderId), seq),
  ),
  keyed('on its way', fc.tuple(anyId, anyId, seqs), (locationId, orderId, seq) =>
    linkKey(inboundAccount(locationId, orderId), seq),
  ),
  keyed('registry', fc.tuple(anyId, seqs), (centreId, seq) => linkKey(registryAccount(centreId), seq)),
  keyed('waybill', fc.tuple(anyShipmentId, seqs), (id, seq) => linkKey(shipmentAccount(id), seq)),
  keyed('order', fc.tuple(anyId, seqs), orderVersionKey),
  keyed('location', fc.tuple(anyId, seqs), locationKey),
  keyed('plan', fc.tuple(anyId, seqs, anyId), planKey),
  keyed('earlier coverage', fc.tuple(anyId, seqs, books), earlierCoverageKey),
  keyed('told of earlier coverage', fc.tuple(anyId, seqs), earlierToldKey),
  keyed('listing of a book', fc.tuple(fc.constant('stock' as const), books, anyId), bookListingKey),
  keyed('listing of a waybill', fc.tuple(anyShipmentId, anyId), shipmentListing),
  keyed('deferred writes', fc.tuple(events), deferredKey),
  keyed('unit', fc.tuple(anyId, commodities), unitKey),
  keyed('currency', fc.tuple(anyId), currencyKey),
  keyed('acceptance', fc.tuple(anyId, seqs), acceptanceKey),
  keyed('looked back', fc.tuple(anyId, seqs), lookedBackKey),
  keyed('exception', fc.tuple(exceptionIds, seqs), exceptionKey),
  keyed('refused rows', fc.tuple(events, seqs), refusedRowsKey),
  keyed('claim on a number', fc.tuple(events, seqs), numberClaimKey),
  keyed('void', fc.tuple(events), voidKey),
  keyed('hold', fc.tuple(holds), holdKey),
  keyed('proxy', fc.tuple(anyId, fc.constantFrom('Kim', 'Ri', 'a/b'), seqs), (orderId, name, seq) => ({
    ...linkKey(proxySubject(orderId, name), seq),
    table: 'ledgers',
  })),
  keyed('fence', fc.tuple(books, seqs), fenceKey),
  keyed('fenced book', fc.tuple(books, anyId), fencedKey),
  keyed('held until an order ends', fc.tuple(exceptionIds, anyId), endingKey),
  keyed('settled', fc.tuple(anyId, exceptionIds, fc.constant(now)), settledKey),
  keyed('kept', fc.tuple(exceptionIds, fc.constant(now)), keptKey),
  keyed('source', fc.tuple(anyId), sourceKey),
  keyed('listing of an order', fc.tuple(anyId), orderListing),
  keyed('anomalyKey', fc.tuple(anyId, commodities, anyId), (orderId, commodity, cause) =>
    anomalyKey({ orderId, kind: 'surplus', commodity }, cause, now),
  ),
  keyed('sealed books', fc.tuple(fc.constantFrom('2020-08-05', '2020-08-06'), anyId), sealedTailsKey),
  keyed('audit', fc.tuple(anyId, seqs), (auditId, seq) => linkKey(auditAccount(auditId), seq)),
  keyed('listing of an audit', fc.tuple(anyId), auditListing),
  keyed('part of a population', fc.tuple(anyId, seqs), populationPartKey),
  keyed('seal', fc.tuple(fc.constantFrom('2020-08-05', '2020-08-06')), sealKey),
  keyed(
    'missedKey',
    fc.tuple(anyId, anyId, anyId, fc.constantFrom(now, '2020-08-05T00:00:01.000Z'), exceptionIds),
    (orderId, centreId, householdId, at, claimId) =>
      missedKey({ orderId, centreId, householdId }, at, claimId),
  ),
  keyed(
    'note',
    fc.tuple(
      anyId,
      fc.tuple(anyId, anyId).map((ids) => ids.join('/')),
    ),
    noteKey,
  ),
];

const keys = fc.oneof(...drawnKeys.map(({ drawn }) => drawn));

const placeOf = ({ table, subject, item }: ItemKey): string => JSON.stringify([table, subject, item]);

describe('a key', () => {
  it('is drawn below, whatever makes it', () => {
    const makers = Object.keys({ ...storeKeys, ...exceptionKeys, ...missedKeys });
    // A position in a list is no key.
    const known = new Set(['afterListing', ...drawnKeys.flatMap((each) => each.makers)]);
    expect(makers.filter((name) => /(Key|Listing)$/.test(name) && !known.has(name))).toEqual([]);
  });

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
          endingKey(exceptionId, orderId),
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

describe('what claims an id', () => {
  const claimed = <P extends unknown[]>(
    kind: string,
    parts: fc.Arbitrary<P>,
    claim: (...parts: P) => string,
  ) =>
    parts.map((made): readonly [made: string, id: string] => [
      JSON.stringify([kind, ...made]),
      claim(...made),
    ]);
  const digests = fc.constantFrom('a'.repeat(64), 'b'.repeat(64));
  const claims = fc.oneof(
    claimed('event', fc.tuple(events), eventIdempotencyKey),
    claimed('document', fc.tuple(books, anyId), documentIdempotencyKey),
    claimed('row', fc.tuple(events, seqs), unnamedRowIdempotencyKey),
    claimed('message', fc.tuple(digests), messageIdempotencyKey),
  );
  const ids = fc.oneof(
    claims.map(([made, claim]): readonly [string, string] => [made, exceptionIdOf(claim)]),
    claimed('other content', fc.tuple(claims, digests), ([, claim], digest) => exceptionIdOf(claim, digest)),
    claimed('end of what was held', fc.tuple(claims), ([, claim]) => endOfHeldId(claim)),
  );

  it('is never what claims another: of events, documents, rows and messages, their other contents and ends', () => {
    lawful(
      fc.property(ids, ids, ([one, id], [other, otherId]) => {
        fc.pre(one !== other);
        expect(id, `${one} and ${other}`).not.toBe(otherId);
      }),
      5_000,
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
