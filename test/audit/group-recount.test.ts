import { describe, expect, it } from 'vitest';
import { countsHolders, misplacedMember } from '../../shared/audit/group-recount.ts';
import { type KeptLink, keepLink } from '../../shared/audit/kept-link.ts';
import { appendEntry, type EntryBody } from '../../shared/ledger/entry.ts';

/** By commodity or currency. */
type Given = Readonly<Record<string, bigint>>;
type Gives = Pick<EntryBody, 'money' | 'currency' | 'ahead'> & { readonly lines?: Given };

const amounts = (of: Given) => new Map(Object.entries(of));

/** A household's entry of a group, as an audit keeps it. */
const member = ({ lines = {}, ...gives }: Gives): KeptLink =>
  keepLink(
    appendEntry('household:H-1', undefined, '2020-08-08T00:00:00.000Z', {
      type: gives.currency === undefined ? 'handover' : 'payment',
      orderId: 'O-1',
      reference: 'R-1',
      event: 'urn:x#1',
      occurredAt: '2020-08-08T09:00:00+09:00',
      digest: 'd',
      counterparty: 'centre:C-1',
      balance: new Map(),
      ...gives,
      lines: amounts(lines),
    }).record,
  );
/** One that cannot be read any more. */
const damaged: KeptLink = { ...member({}), entry: undefined };

describe('the members of a group', () => {
  it('each say what those before them got', () => {
    const members = [
      member({ lines: { rice: 5n } }),
      member({ lines: { rice: 4n, oil: 1n }, ahead: amounts({ rice: 5n }) }),
      member({ lines: { oil: 1n }, ahead: amounts({ rice: 9n, oil: 1n }) }),
    ];
    expect(misplacedMember(members)).toBeUndefined();
  });

  it('say so of money by its currency', () => {
    const paid = (money: bigint, ahead?: Given) =>
      member({ money, currency: 'KPW', ...(ahead && { ahead: amounts(ahead) }) });
    expect(misplacedMember([paid(5n), paid(3n, { KPW: 5n }), paid(1n, { KPW: 8n })])).toBeUndefined();
    const wrong = paid(1n, { KPW: 7n });
    expect(misplacedMember([paid(5n), paid(3n, { KPW: 5n }), wrong])).toBe(wrong);
  });

  it('are misplaced where one says more, less or nothing', () => {
    const first = member({ lines: { rice: 5n } });
    const wrong: readonly Given[] = [{ rice: 6n }, { rice: 4n }, { oil: 5n }, {}];
    for (const ahead of wrong) {
      const second = member({ lines: { rice: 5n }, ahead: amounts(ahead) });
      expect(misplacedMember([first, second, member({})])).toBe(second);
    }
    const early = member({ ahead: amounts({ rice: 1n }) });
    expect(misplacedMember([early, first])).toBe(early);
  });

  it('that cannot be read are faults of their own, and hold up none behind them', () => {
    const wrong = member({ ahead: amounts({ rice: 1n }) });
    expect(misplacedMember([damaged, member({ lines: { rice: 5n } })])).toBeUndefined();
    expect(misplacedMember([damaged, wrong])).toBe(wrong);
  });
});

describe('a book entry of a group', () => {
  const members = [member({ lines: { rice: 5n, oil: 1n } }), member({ lines: { rice: 4n } }), member({})];
  const all = [member({ lines: { rice: 5n } }), member({ lines: { rice: 4n } })];
  const handover = (holders?: Readonly<Record<string, number>>) =>
    ({ type: 'handover', ...(holders && { holders: new Map(Object.entries(holders)) }) }) as const;

  it('counts who got some of what not all of them got', () => {
    expect(countsHolders(handover({ rice: 2, oil: 1 }), members)).toBe(true);
    expect(countsHolders(handover(), all)).toBe(true);
    expect(countsHolders(handover({ rice: 1 }), [...all.slice(0, 1), member({})])).toBe(true);
  });

  it('is wrong where it counts others, too few commodities or too many', () => {
    for (const holders of [
      { rice: 2 },
      { rice: 2, oil: 2 },
      { rice: 1, oil: 1 },
      { rice: 2, salt: 1 },
      undefined,
    ])
      expect(countsHolders(handover(holders), members), JSON.stringify(holders)).toBe(false);
    expect(countsHolders(handover({ rice: 2, oil: 1, salt: 1 }), members)).toBe(false);
    expect(countsHolders(handover({ rice: 2 }), all)).toBe(false);
  });

  it('counts only who can be read', () => {
    expect(countsHolders(handover({ rice: 1 }), [...all.slice(0, 1), damaged])).toBe(true);
  });

  it('counts nobody where it is no handover', () => {
    expect(countsHolders({ type: 'payment' }, members)).toBe(true);
    expect(countsHolders({ type: 'payment', holders: new Map([['rice', 2]]) }, members)).toBe(false);
  });
});
