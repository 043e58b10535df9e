/** What the API answers about the daily seals. */
import * as z from 'zod';
import { count, date, instant, text } from './fields.ts';

const archivedList = (description: string) =>
  z
    .object({
      key: text('Where it is in the archive of seals.'),
      sha256: text('SHA-256 of its bytes in hex, as `sha256sum` prints it.'),
    })
    .meta({ description });

export const sealAnswer = z.object({
  date: date('The day that was sealed.'),
  seq: z.int().min(1).meta({ description: 'Its place in the chain of seals: 1, 2, 3, … without a gap.' }),
  openedAt: instant('When reading began: everything recorded earlier is sealed.'),
  sealedAt: instant('When the seal was recorded.'),
  digest: text('SHA-256 in hex over the last entry of every chain: lines `account@seq:hash`, by account.'),
  books: count('The chains that were sealed.'),
  entries: count('The entries of those chains, earlier days included.'),
  tails: archivedList('The lines that `digest` is made of.'),
  added: archivedList('Every entry recorded since the seal before, in the same form.'),
  previousHash: text('The hash of the seal before; empty on the first.'),
  hash: text('SHA-256 (base64url) of the RFC 8785 form of the stored seal without this field.'),
});
export type SealAnswer = z.infer<typeof sealAnswer>;
