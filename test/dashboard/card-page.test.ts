import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cardPageHtml } from '../../dashboard/card/build.ts';
import { lessMoneyOf, lessOf } from '../../dashboard/card/less.ts';
import { commodityName, filled, languageOf, languages, unitName } from '../../dashboard/card/words.ts';
import { dueOfSize } from '../../dashboard/cards/dues-of-sizes.ts';
import { cardPagePolicy } from '../../shared/http/cards/card-page.ts';

describe('the page of a card', () => {
  it('is one file of 30 kB at most, compressed, that asks its own server alone', async () => {
    const html = await cardPageHtml();
    const bytes = gzipSync(html, { level: 9 }).length;
    process.stdout.write(`the page of a card takes ${bytes} bytes\n`);
    expect(bytes).toBeLessThan(30_000);
    expect(html).not.toMatch(/https?:|<link|<img|src=/);
    expect(html).not.toMatch(/localStorage|sessionStorage|indexedDB|document\.cookie/);
    expect(cardPagePolicy(html)).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/]{43}='; style-src 'sha256-[\w+/]{43}='; connect-src 'self'/,
    );
  });

  it('has every word in each language, with the same blanks', () => {
    const blanksOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([blank]) => blank).sort();
    const [{ words: english }] = languages;
    for (const { words, code } of languages) {
      expect(Object.keys(words).sort(), code).toEqual(Object.keys(english).sort());
      for (const [key, text] of Object.entries(words)) {
        expect(text.trim(), key).not.toBe('');
        expect(blanksOf(text), `${code} ${key}`).toEqual(blanksOf(english[key as keyof typeof english]));
      }
    }
  });

  it('speaks the first language of its reader that it has', () => {
    expect(languageOf(['fr', 'ko-KR', 'en']).code).toBe('ko');
    expect(languageOf(['fr']).code).toBe('en');
    expect(filled('{n} of {id}', { n: 2, id: 'H-1' })).toBe('2 of H-1');
  });
});

describe('what a household says that got less', () => {
  const booked = [
    { commodity: 'rice', unit: 'kg', quantity: 15 },
    { commodity: 'oil', unit: 'bottle', quantity: 3 },
  ] as const;
  const got = (rice: number, oil: number) => [
    { ...booked[0], quantity: rice },
    { ...booked[1], quantity: oil },
  ];

  it('is of what it changed alone: the rest came as it was booked', () => {
    expect(lessOf(booked, got(10, 3))).toEqual({ statement: 'less', lines: got(10, 3) });
    expect(lessOf(booked, got(10, 0))).toEqual({ statement: 'less', lines: got(10, 0).slice(0, 1) });
  });

  it('is not known where it changed nothing, and nothing where all is nothing', () => {
    expect(lessOf(booked, got(15, 3))).toEqual({ statement: 'less' });
    expect(lessOf(booked, got(0, 0))).toEqual({ statement: 'not-received' });
    expect([16_000, 9_000, 0].map((amount) => lessMoneyOf(16_000, amount))).toEqual([
      { statement: 'less' },
      { statement: 'less', amount: 9_000 },
      { statement: 'not-received' },
    ]);
  });

  it('names goods and units in its language, and as the books do where there is no word', () => {
    const [english, korean] = [languageOf(['en']), languageOf(['ko'])];
    expect([english, korean].map((one) => commodityName(one, 'soy sauce'))).toEqual(['Soy sauce', '간장']);
    expect([1, 4].map((count) => unitName(english, 'bottle', count))).toEqual(['bottle', 'bottles']);
    expect([unitName(korean, 'bottle', 4), commodityName(korean, 'biscuits')]).toEqual(['병', 'biscuits']);
  });
});

describe('a poster', () => {
  it('says what each size of household is due, to the unit', () => {
    const rice = { commodity: 'rice', unit: 'kg', quantityPerPerson: 0.1, quantityPerHousehold: 1 } as const;
    expect([1, 3, 10].map((size) => dueOfSize(rice, size))).toEqual([1.1, 1.3, 2]);
    const oil = { commodity: 'oil', unit: 'bottle', quantityPerPerson: 0.5 } as const;
    expect([1, 2, 3].map((size) => dueOfSize(oil, size))).toEqual([0, 1, 1]);
  });
});
