import { describe, expect, it } from 'vitest';
import { type Catalogue, moneyText, numberText, say } from '../../dashboard/words/catalogue.ts';
import { en } from '../../dashboard/words/en.ts';
import { ko } from '../../dashboard/words/ko.ts';
import { formsInEnglish } from '../../dashboard/writing/words/en.ts';
import { formsInKorean } from '../../dashboard/writing/words/ko.ts';
import type { FormCatalogue } from '../../dashboard/writing/words/words.ts';
import { entryTypes } from '../../shared/domain/entry-types.ts';
import { lossCauses } from '../../shared/domain/events.ts';
import { heldReasons, rejectedReasons } from '../../shared/domain/outcome.ts';
import { unitNames } from '../../shared/domain/quantity.ts';

const keys = Object.keys(en) as (keyof typeof en)[];
const textsOf = (catalogue: Catalogue, key: keyof typeof en): string[] => {
  const phrase = catalogue[key];
  return typeof phrase === 'string' ? [phrase] : Object.values(phrase);
};
const blanksOf = (texts: readonly string[]): string[] =>
  [...new Set(texts.flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();

describe('the catalogue', () => {
  it('has every text in Korean, and none beside them', () => {
    expect(Object.keys(ko).sort()).toEqual([...keys].sort());
  });

  it.each(keys)('fills the same blanks in Korean: %s', (key) => {
    const plain = blanksOf(textsOf(en, key));
    const korean = blanksOf(textsOf(ko, key));
    expect(plain).toEqual(expect.arrayContaining(korean));
    expect(textsOf(ko, key).every((text) => text.trim() !== '')).toBe(true);
  });

  it('has words for every reason, entry, cause and unit', () => {
    for (const reason of [...heldReasons, ...rejectedReasons]) {
      expect(en).toHaveProperty([`reason.${reason}`]);
      expect(en).toHaveProperty([`reason.${reason}.do`]);
    }
    for (const type of entryTypes) expect(en).toHaveProperty([`entry.${type}`]);
    for (const cause of lossCauses) expect(en).toHaveProperty([`cause.${cause}`]);
    for (const unit of unitNames) expect(en).toHaveProperty([`unit.${unit}`]);
  });
});

describe('the catalogue of the forms', () => {
  const formKeys = Object.keys(formsInEnglish) as (keyof typeof formsInEnglish)[];
  const texts = (catalogue: FormCatalogue, key: (typeof formKeys)[number]): string[] => {
    const phrase = catalogue[key];
    return typeof phrase === 'string' ? [phrase] : Object.values(phrase);
  };

  it('has every text in Korean, and none beside them', () => {
    expect(Object.keys(formsInKorean).sort()).toEqual([...formKeys].sort());
  });

  it.each(formKeys)('fills the same blanks in Korean: %s', (key) => {
    expect(blanksOf(texts(formsInKorean, key))).toEqual(blanksOf(texts(formsInEnglish, key)));
    expect(texts(formsInKorean, key).every((text) => text.trim() !== '')).toBe(true);
  });
});

describe('what to do', () => {
  const advice = keys.filter((key) => /^(reason|anomaly)\..*\.(do|about)$/.test(key));

  it.each(advice)('is told in one sentence or two: %s', (key) => {
    for (const catalogue of [en, ko]) {
      const [text = ''] = textsOf(catalogue, key);
      const sentences = text.split(/(?<=[.])\s+/);
      expect(sentences.length).toBeLessThanOrEqual(2);
      expect(text).toMatch(/[.]$/);
    }
  });
});

describe('a phrase', () => {
  it('takes the plural of its count, and writes numbers as the language does', () => {
    expect(say(en, 'en-GB', 'attention.held', { count: 1 })).toBe('1 item held');
    expect(say(en, 'en-GB', 'attention.held', { count: 1_234 })).toBe('1,234 items held');
    expect(say(ko, 'ko-KR', 'attention.held', { count: 1_234 })).toBe('보류 1,234건');
  });
});

describe('a number', () => {
  it.each([
    [0.001, '0.001'],
    [1_234.5, '1,234.5'],
    [999_999_999_999.999, '999,999,999,999.999'],
    [-627.3, '-627.3'],
    [0, '0'],
  ])('%s is written digit for digit', (figure, text) => {
    expect(numberText('en-GB', figure)).toBe(text);
  });

  it('of money bears its code, and decimals only where there are some', () => {
    expect(moneyText('en-GB', 47_060_000, 'KPW').replaceAll(/\s/g, ' ')).toBe('KPW 47,060,000');
    expect(moneyText('en-GB', 8_000.5, 'KPW').replaceAll(/\s/g, ' ')).toBe('KPW 8,000.5');
  });
});
