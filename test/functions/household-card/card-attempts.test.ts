import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardCode, cardToken, isRightCode, readCardToken } from '../../../shared/http/cards/card-token.ts';
import { attemptsIn, attemptsPerMinute } from '../../../shared/store/card-attempts.ts';

/** A table of one key, in which an item is written on the condition that it is as it was read. */
function tableOfAttempts() {
  const items = new Map<string, any>();
  const send = async ({ input }: any): Promise<any> => {
    if (input.Key !== undefined) return { Item: items.get(input.Key.householdId.S) };
    const id = input.Item.householdId.S;
    const before = items.get(id);
    const asRead = input.ExpressionAttributeValues?.[':before'];
    if (before?.instants.S !== asRead?.S) {
      const { ConditionalCheckFailedException } = await import('@aws-sdk/client-dynamodb');
      throw new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
    }
    items.set(id, input.Item);
    return {};
  };
  return { items, send: send as any };
}

describe('attempts at a card', () => {
  it('are ten in 60 seconds of one card, and one more for each that is over', async () => {
    let now = 1_000_000;
    const table = tableOfAttempts();
    const count = attemptsIn(table, 'attempts', () => now);
    for (let n = 0; n < attemptsPerMinute; n += 1) {
      expect(await count('H-1')).toBe(true);
      now += n === 0 ? 59_000 : 0;
    }
    expect(await count('H-1')).toBe(false);
    expect(await count('H-2')).toBe(true);
    now += 999;
    expect(await count('H-1')).toBe(false);
    now += 1;
    // The first is over, and the nine that came 59 seconds after it are not.
    expect(await count('H-1')).toBe(true);
    expect(await count('H-1')).toBe(false);
    expect(table.items.get('H-1')).toMatchObject({ expiresAt: { N: '4660' } });
  });

  it('are never more than ten in any 60 seconds, and never fewer where there were not so many', async () => {
    const pauses = fc.array(fc.nat({ max: 20_000 }), { minLength: 20, maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(pauses, async (all) => {
        let now = 0;
        const count = attemptsIn(tableOfAttempts(), 'attempts', () => now);
        const counted: number[] = [];
        for (const pause of all) {
          now += pause;
          const recent = counted.filter((at) => now - at < 60_000).length;
          expect(await count('H-1')).toBe(recent < attemptsPerMinute);
          if (recent < attemptsPerMinute) counted.push(now);
        }
      }),
    );
  });

  it('take one item of less than 1 KB a card, which is one write unit', async () => {
    const table = tableOfAttempts();
    const count = attemptsIn(table, 'attempts', () => Date.parse('2099-12-31T00:00:00Z'));
    for (let n = 0; n < attemptsPerMinute; n += 1) await count('H'.repeat(128));
    const [item] = table.items.values();
    expect(JSON.stringify(item).length).toBeLessThan(1_024);
  });

  it('are no more than ten where many ask at once', async () => {
    const table = tableOfAttempts();
    const count = attemptsIn(table, 'attempts', () => 0);
    const counted = await Promise.all(Array.from({ length: 50 }, () => count('H-1')));
    expect(counted.filter(Boolean).length).toBeLessThanOrEqual(attemptsPerMinute);
  });
});

describe('a token', () => {
  it('is the household and twelve letters and digits that nobody takes for others', () => {
    const codes = Array.from({ length: 500 }, (_, n) => cardCode('key', `H-${n}`, 0));
    expect(new Set(codes).size).toBe(500);
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/);
    expect(cardToken('key', 'H.1:a', 0)).toBe(`H.1:a.${cardCode('key', 'H.1:a', 0)}`);
  });

  it('is another for another key, household and renewal', () => {
    const codes = [
      cardCode('key', 'H-1', 0),
      cardCode('key', 'H-1', 1),
      cardCode('key', 'H-10', 0),
      cardCode('other', 'H-1', 0),
    ];
    expect(new Set(codes).size).toBe(4);
  });

  it('is read with dots in the id, small letters, and letters that look like digits', () => {
    expect(readCardToken(' H.1:a.0oil23456789 ')).toEqual({ householdId: 'H.1:a', code: '001123456789' });
    for (const text of ['', 'H-1', 'H-1.', 'H-1.123', '.123456789012', 'H-1.12345678901!'])
      expect(readCardToken(text), text).toBeUndefined();
  });

  it('is compared whatever its length', () => {
    expect(isRightCode('A', 'A')).toBe(true);
    expect(isRightCode('A', 'AB')).toBe(false);
  });
});
