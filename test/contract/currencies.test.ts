import codes from 'currency-codes';
import { describe, expect, it } from 'vitest';
import { currencyDecimals, decimalsOf } from '../../shared/contract/currencies.ts';

/** ISO 4217 gives them no minor unit; the package says 0. */
const WITHOUT_MINOR_UNIT = 'XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX'.split(' ');
const ADDED_IN_2025 = ['XAD', 'XCG'];

describe('currencies', () => {
  it('are those of ISO 4217, with its decimals', () => {
    const listed = codes
      .codes()
      .filter((code) => !WITHOUT_MINOR_UNIT.includes(code))
      .map((code) => [code, codes.code(code)?.digits] as const);
    const own = [...currencyDecimals].filter(([code]) => !ADDED_IN_2025.includes(code));
    expect(Object.fromEntries(own)).toEqual(Object.fromEntries(listed));
  });

  it.each([
    ['KPW', 2],
    ['IQD', 3],
    ['JPY', 0],
    ['CLF', 4],
  ] as const)('%s has %i decimals', (code, decimals) => expect(decimalsOf(code)).toBe(decimals));
});
