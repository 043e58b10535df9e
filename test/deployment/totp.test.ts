import { expect, it } from 'vitest';
import { totp } from './totp.ts';

// RFC 6238, appendix B, with six digits: the secret is the text 12345678901234567890.
it.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_234_567_890, '005924'],
  [20_000_000_000, '353130'],
])('at %i an authenticator app shows %s', (epochSeconds, code) => {
  expect(totp('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', epochSeconds)).toBe(code);
});
