import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../shared/domain/canonical.ts';
import { brokenLink, isSoundRecord, type LinkRecord, nextLink } from '../../shared/ledger/chain.ts';
import { lawful } from '../support/lawful.ts';

/** A chain of these bodies, recorded by clocks that may stand still or run back. */
function chainOf(bodies: readonly JsonObject[], instants: readonly string[] = []): readonly LinkRecord[] {
  const links: LinkRecord[] = [];
  for (const [index, body] of bodies.entries()) {
    const now = instants[index] ?? `2020-08-05T00:00:00.${index.toString().padStart(3, '0')}Z`;
    links.push(nextLink('household:H-1/O-1/goods', links.at(-1), now, body));
  }
  return links;
}

/** Whether a reader of the whole chain, who knows its last hash from elsewhere, is satisfied. */
function isSoundChain(links: readonly LinkRecord[], lastHash: string | undefined): boolean {
  const broken = links.some(
    (link, index) => brokenLink(links[index - 1], link) !== undefined || !isSoundRecord(link),
  );
  return !broken && links.at(-1)?.hash === lastHash;
}

const values: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string(), { maxLength: 3 }),
);
const bodies = fc.array(
  fc.dictionary(fc.constantFrom('type', 'reference', 'lines', 'note', 'é'), values, {
    noNullPrototype: true,
  }),
  { minLength: 1, maxLength: 8 },
);
const instants = fc.array(
  fc.integer({ min: 0, max: 999 }).map((ms) => `2020-08-05T00:00:00.${ms.toString().padStart(3, '0')}Z`),
  { minLength: 8, maxLength: 8 },
);
/** A chain, and a place in it. */
const placed = fc
  .tuple(bodies, instants, fc.nat())
  .map(([of, at, place]) => ({ links: chainOf(of, at), at: place % of.length }));

describe('a chain', () => {
  it('as it was written is sound, whatever its clocks did', () => {
    lawful(
      fc.property(bodies, instants, (of, at) => {
        const links = chainOf(of, at);
        expect(isSoundChain(links, links.at(-1)?.hash)).toBe(true);
        expect(links.map(({ seq }) => seq)).toEqual(of.map((_, index) => index + 1));
      }),
    );
  });

  it('never dates a link before the one it follows', () => {
    const [first, second] = chainOf([{}, {}], ['2020-08-05T00:00:00.005Z', '2020-08-05T00:00:00.001Z']);
    expect(second?.at).toBe(first?.at);
  });

  it('shows a changed field', () => {
    lawful(
      fc.property(
        placed,
        fc.constantFrom('type', 'account', 'at', 'new'),
        values,
        ({ links, at }, name, value) => {
          fc.pre(JSON.stringify(Reflect.get(links[at] ?? {}, name)) !== JSON.stringify(value));
          const changed = links.map((link, index) => (index === at ? { ...link, [name]: value } : link));
          expect(isSoundChain(changed as LinkRecord[], links.at(-1)?.hash)).toBe(false);
        },
      ),
    );
  });

  it('shows a removed field', () => {
    lawful(
      fc.property(placed, fc.nat(), ({ links, at }, which) => {
        const fields = Object.entries(links[at] ?? {}).filter(([name]) => name !== 'hash');
        fields.splice(which % fields.length, 1);
        const rest = { ...Object.fromEntries(fields), hash: links[at]?.hash } as LinkRecord;
        const changed = links.map((link, index) => (index === at ? rest : link));
        expect(isSoundChain(changed, links.at(-1)?.hash)).toBe(false);
      }),
    );
  });

  it('shows a removed link, the last one too', () => {
    lawful(
      fc.property(placed, ({ links, at }) => {
        const without = links.filter((_, index) => index !== at);
        expect(isSoundChain(without, links.at(-1)?.hash)).toBe(false);
      }),
    );
  });

  it('shows an inserted link, be it soundly made', () => {
    lawful(
      fc.property(placed, ({ links, at }) => {
        const forged = nextLink('household:H-1/O-1/goods', links[at], '2020-08-06T00:00:00.000Z', {
          forged: true,
        });
        const longer = [...links.slice(0, at + 1), forged, ...links.slice(at + 1)];
        expect(isSoundChain(longer, links.at(-1)?.hash)).toBe(false);
      }),
    );
  });

  it('shows two links that changed places', () => {
    lawful(
      fc.property(placed, ({ links, at }) => {
        fc.pre(links.length > 1);
        const other = (at + 1) % links.length;
        const swapped = links.map(
          (link, index) => links[index === at ? other : index === other ? at : index] ?? link,
        );
        expect(isSoundChain(swapped, links.at(-1)?.hash)).toBe(false);
      }),
    );
  });

  it('shows a link that was soundly made again, by the links after it', () => {
    lawful(
      fc.property(placed, ({ links, at }) => {
        fc.pre(at < links.length - 1);
        const forged = nextLink('household:H-1/O-1/goods', links[at - 1], links[at]?.at ?? '', {
          forged: true,
        });
        const changed = links.map((link, index) => (index === at ? forged : link));
        expect(isSoundChain(changed, links.at(-1)?.hash)).toBe(false);
      }),
    );
  });

  it('shows a back-dated link, though its hash was made anew', () => {
    const [first, second] = chainOf([{}, {}]);
    const early = nextLink('household:H-1/O-1/goods', undefined, '2019-01-01T00:00:00.000Z', {});
    const backdated = { ...early, seq: 2, previousHash: first?.hash ?? '' };
    expect(second).toBeDefined();
    expect(brokenLink(first, backdated)).toBe('an instant not before that of the entry before it');
  });

  it('says what it expected in the place of a link', () => {
    const [first, second, third] = chainOf([{}, {}, {}]);
    if (first === undefined || second === undefined || third === undefined) throw new Error('three links');
    expect(brokenLink(first, third)).toBe('entry 2, which is missing');
    expect(brokenLink(undefined, second)).toBe('entry 1, which is missing');
    expect(brokenLink(first, { ...second, previousHash: 'x' })).toBe('the hash of the entry before it');
  });
});

describe('a hash', () => {
  it('is SHA-256 over the RFC 8785 form of the record, in base64url', () => {
    const { hash, ...unhashed } = nextLink('payer:P-1/O-1', undefined, '2020-08-05T00:00:00.000Z', {
      type: 'funding',
      note: '€ and é',
      money: '800000',
    });
    expect(unhashed).toEqual({
      account: 'payer:P-1/O-1',
      seq: 1,
      at: '2020-08-05T00:00:00.000Z',
      previousHash: '',
      type: 'funding',
      note: '€ and é',
      money: '800000',
    });
    expect(hash).toBe('aUlL_U-R_Z2glQHPtLsnvqkEhibSx5ocrhfJcUl0IzM');
  });

  it('of a second link takes in the first', () => {
    const first = nextLink('payer:P-1/O-1', undefined, '2020-08-05T00:00:00.000Z', { money: '1' });
    const second = nextLink('payer:P-1/O-1', first, '2020-08-05T00:00:00.000Z', { money: '1' });
    expect([first.hash, second.hash]).toEqual([
      'fm0yT7-D8VYEf8hd13G4gAYWA1ToBbolhIiVbHyxy1Q',
      '-YuMoz9mqk9iWxSZS1RY0b7QDQjIlxMa1XHacEt13y8',
    ]);
  });

  it('is the same in whatever order the fields are written', () => {
    lawful(
      fc.property(bodies, ([body = {}]) => {
        const reversed = Object.fromEntries(Object.entries(body).reverse());
        const at = '2020-08-05T00:00:00.000Z';
        expect(nextLink('a', undefined, at, reversed).hash).toBe(nextLink('a', undefined, at, body).hash);
      }),
    );
  });
});
