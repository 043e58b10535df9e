/** Tokens of household cards: `<householdId>.<code>`, of which only the system can make the code. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Crockford's letters and digits: nobody takes one of them for another. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 12;
const bitsOfLetter = 5n;

/** A token as somebody wrote it. */
export interface CardToken {
  readonly householdId: string;
  readonly code: string;
}

/** The code of a card: 60 bits of HMAC-SHA256 over the household and which of its cards it is, from 0 on. */
export function cardCode(key: string, householdId: string, generation: number): string {
  const mac = createHmac('sha256', key).update(`card\n${householdId}\n${generation}`).digest('hex');
  let bits = BigInt(`0x${mac}`);
  let code = '';
  for (let place = 0; place < codeLength; place += 1) {
    code += alphabet[Number(bits & (2n ** bitsOfLetter - 1n))];
    bits >>= bitsOfLetter;
  }
  return code;
}

export const cardToken = (key: string, householdId: string, generation: number): string =>
  `${householdId}.${cardCode(key, householdId, generation)}`;

const pattern = /^([A-Za-z0-9][A-Za-z0-9._:-]{0,127})\.([0-9A-Za-z]{12})$/;

/** Reads a token; small letters, and letters that stand for a digit, are taken for what they were. */
export function readCardToken(text: string): CardToken | undefined {
  const [, householdId, code] = pattern.exec(text.trim()) ?? [];
  if (householdId === undefined || code === undefined) return undefined;
  return { householdId, code: code.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1') };
}

/** Whether a code is the right one; takes as long for a wrong one. */
export const isRightCode = (code: string, right: string): boolean =>
  timingSafeEqual(digestOf(code), digestOf(right));

/** Of one length, whatever the text's. */
const digestOf = (text: string): Buffer => createHmac('sha256', 'code').update(text).digest();
