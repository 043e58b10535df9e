/** Every way to tamper with sealed books that is known here, and the first entry that must be named for it. */

import type { JsonObject } from '../../shared/domain/canonical.ts';
import { groupHashOf, type LinkRecord, nextLink } from '../../shared/ledger/chain.ts';
import { linkKey } from '../../shared/ledger/keys.ts';
import type { Attacker, Snapshot } from './attacker.ts';

export const book = 'centre:C-1/O-1';
export const household = 'household:H-1/O-1/goods';

/** The books as they stand when they are attacked: sealed twice, and one sheet booked since. */
export interface Target {
  readonly attacker: Attacker;
  /** All items as they were at the first seal. */
  readonly early: Snapshot;
  /** Entries of {@link book}; the last is not sealed, the three before it by the second seal. */
  readonly bookTail: number;
  /** The day of the first seal. */
  readonly firstDay: string;
}

export interface Attack {
  readonly name: string;
  readonly on: (target: Target) => Promise<void>;
  readonly firstBad: (target: Target) => { readonly account: string; readonly seq: number };
  /** Whether the daily seal finds it too, which reads no chain that nothing names. */
  readonly isSealBound?: false;
}

export const attacks: readonly Attack[] = [
  {
    name: 'a changed quantity',
    on: ({ attacker }) => attacker.change(book, 3, { lines: [['rice', '-1']] }),
    firstBad: () => ({ account: book, seq: 3 }),
  },
  {
    name: 'a changed tail',
    on: ({ attacker, bookTail }) => attacker.change(book, bookTail, { reference: 'R-99' }),
    firstBad: ({ bookTail }) => ({ account: book, seq: bookTail }),
  },
  {
    name: 'a changed household entry',
    on: ({ attacker }) => attacker.change(household, 2, { lines: [['rice', '1']] }),
    firstBad: () => ({ account: household, seq: 2 }),
  },
  {
    name: 'a deleted entry',
    on: ({ attacker }) => attacker.remove(linkKey(book, 3)),
    firstBad: () => ({ account: book, seq: 3 }),
  },
  {
    name: 'a deleted first entry',
    on: ({ attacker }) => attacker.remove(linkKey(book, 1)),
    firstBad: () => ({ account: book, seq: 1 }),
  },
  {
    name: 'a deleted sealed tail',
    on: ({ attacker }) => attacker.remove(linkKey('payer:P-1/O-1', 2)),
    firstBad: () => ({ account: 'payer:P-1/O-1', seq: 2 }),
  },
  {
    name: 'a deleted household tail',
    on: ({ attacker }) => attacker.remove(linkKey(household, 6)),
    firstBad: ({ bookTail }) => ({ account: book, seq: bookTail }),
  },
  {
    name: 'two swapped entries',
    on: ({ attacker }) => attacker.swap(book, 2, 3),
    firstBad: () => ({ account: book, seq: 2 }),
  },
  {
    name: 'an entry put in the place of one of another chain',
    on: async ({ attacker }) =>
      attacker.put(linkKey('shipment:W-1', 1), await attacker.record(linkKey('shipment:W/2', 1))),
    firstBad: () => ({ account: 'shipment:W-1', seq: 1 }),
  },
  {
    name: 'a deleted chain',
    on: async ({ attacker }) => {
      for (const { account, seq } of await attacker.chain('shipment:W/2'))
        await attacker.remove(linkKey(account, seq));
    },
    firstBad: () => ({ account: 'shipment:W/2', seq: 1 }),
  },
  {
    name: 'an inserted entry, with every later hash made anew',
    on: async ({ attacker }) => {
      const links = await attacker.chain(book);
      await attacker.put(linkKey(book, 3), forge(book, links[1], { ...links[1], reference: 'R-99' }));
      for (const link of links.slice(2))
        await attacker.put(linkKey(book, link.seq + 1), { ...link, seq: link.seq + 1 });
      await attacker.rewrite(book, 4, (link) => link);
    },
    firstBad: () => ({ account: book, seq: 3 }),
  },
  {
    name: 'a suffix rewritten with fresh hashes',
    on: ({ attacker, bookTail }) =>
      attacker.rewrite(book, bookTail - 3, (link) =>
        link.seq === bookTail - 3 ? { ...link, reference: 'R-99' } : link,
      ),
    firstBad: ({ bookTail }) => ({ account: book, seq: bookTail - 3 }),
  },
  {
    name: 'an order made to be another, with fresh hashes',
    on: ({ attacker }) =>
      attacker.rewrite('order:O-1', 1, (link) => ({
        ...link,
        terms: { ...(link['terms'] as JsonObject), title: 'Another' },
      })),
    firstBad: () => ({ account: 'order:O-1', seq: 1 }),
  },
  {
    name: 'a back-dated entry at the end of a chain',
    on: async ({ attacker }) => {
      const account = 'payer:P-1/O-1';
      const tail = (await attacker.chain(account)).at(-1);
      const { group: _group, groupHash: _hash, events: _events, ...body } = tail as JsonObject;
      // Money from nowhere, on the day of the last payment.
      const forged = forge(account, tail, { ...body, type: 'funding', reference: 'F-99', money: '0' });
      await attacker.put(linkKey(account, forged.seq), forged);
    },
    firstBad: () => ({ account: 'payer:P-1/O-1', seq: 3 }),
  },
  {
    name: 'an inserted chain that claims to be older than the seal',
    on: async ({ attacker }) => {
      const [link] = await attacker.chain('shipment:W-1');
      const { counterpartyEntry: _entry, ...body } = link as JsonObject;
      const forged = forge('shipment:W-99', undefined, { ...body, at: '2020-08-07T00:00:00.000Z' });
      await attacker.put(linkKey('shipment:W-99', 1), forged);
    },
    firstBad: () => ({ account: 'shipment:W-99', seq: 1 }),
    isSealBound: false,
  },
  {
    name: 'an inserted household entry that names a book entry',
    on: async ({ attacker }) => {
      const [link] = await attacker.chain(household);
      const account = 'household:H-99/O-1/goods';
      await attacker.put(linkKey(account, 1), forge(account, undefined, { ...link }));
    },
    firstBad: () => ({ account: 'household:H-99/O-1/goods', seq: 1 }),
    isSealBound: false,
  },
  {
    name: 'a receipt put elsewhere in its group, with fresh hashes',
    on: async ({ attacker, bookTail }) => {
      await attacker.rewrite(household, 6, (link) => ({ ...link, ahead: [['rice', '1000']] }));
      const [own, other] = await Promise.all(
        [household, 'household:H-2/O-1/goods'].map(async (account) => (await attacker.chain(account)).at(-1)),
      );
      const groupHash = groupHashOf([own, other].flatMap((link) => link?.hash ?? []));
      await attacker.rewrite(book, bookTail, (link) => ({ ...link, groupHash }));
    },
    firstBad: () => ({ account: household, seq: 6 }),
  },
  {
    name: 'a receipt of rice that a group no longer counts, with fresh hashes',
    on: ({ attacker, bookTail }) =>
      attacker.rewrite(book, bookTail, (link) => ({ ...link, holders: [['rice', 1]] })),
    firstBad: ({ bookTail }) => ({ account: book, seq: bookTail }),
  },
  {
    name: 'a restored backup',
    on: ({ attacker, early }) => attacker.restore(early),
    firstBad: ({ bookTail }) => ({ account: book, seq: bookTail - 3 }),
  },
];

/** Shifts a kilogram from one household's receipt to the other's, and makes every hash of both chains anew. */
export const shiftBetweenHouseholds: Attack = {
  name: 'household entries rewritten with fresh hashes, so that their sum stays',
  on: async ({ attacker }) => {
    for (const [account, grams] of [
      [household, 1_000],
      ['household:H-2/O-1/goods', -1_000],
    ] as const) {
      const links = await attacker.chain(account);
      const last = links.at(-1)?.seq ?? 0;
      await attacker.rewrite(account, last, (link) => shift(link, BigInt(grams)));
    }
  },
  firstBad: ({ bookTail }) => ({ account: book, seq: bookTail }),
};

function shift(link: LinkRecord, grams: bigint): JsonObject {
  const more = (field: string) =>
    (link[field] as readonly (readonly [string, string])[]).map(([commodity, quantity]) => [
      commodity,
      (commodity === 'rice' ? BigInt(quantity) + grams : BigInt(quantity)).toString(),
    ]);
  return { ...link, lines: more('lines'), balance: more('balance') };
}

/** A link that is sound by itself. */
function forge(account: string, previous: LinkRecord | undefined, record: JsonObject): LinkRecord {
  const { account: _account, seq: _seq, at, previousHash: _previous, hash: _hash, ...body } = record;
  return nextLink(account, previous, String(at), body);
}
