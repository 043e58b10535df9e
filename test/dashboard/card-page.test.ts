import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cardPageHtml } from '../../dashboard/card/build.ts';
import { filled, languageOf, languages } from '../../dashboard/card/words.ts';
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

describe('a poster', () => {
  it('says what each size of household is due, to the unit', () => {
    const rice = { commodity: 'rice', unit: 'kg', quantityPerPerson: 0.1, quantityPerHousehold: 1 } as const;
    expect([1, 3, 10].map((size) => dueOfSize(rice, size))).toEqual([1.1, 1.3, 2]);
    const oil = { commodity: 'oil', unit: 'bottle', quantityPerPerson: 0.5 } as const;
    expect([1, 2, 3].map((size) => dueOfSize(oil, size))).toEqual([0, 1, 1]);
  });
});
