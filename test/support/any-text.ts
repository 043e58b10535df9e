/** Texts of any code points, surrogates among them. fast-check's own lists all 1,100,000 of them before it draws the first. */
import fc from 'fast-check';

export const anyText = (maxLength?: number): fc.Arbitrary<string> =>
  fc
    .array(fc.nat(0x10_ff_ff), maxLength === undefined ? {} : { maxLength })
    .map((points) => String.fromCodePoint(...points));
