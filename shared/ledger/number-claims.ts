/**
 * Claims on the numbers that offices give to documents which are events of their own: losses, waybills, fundings.
 *
 * A number is claimed in the transaction that first decides what it stands for, whether that is posted, held or rejected,
 * and again by each event that puts it right. The newest claim tells whose the number is.
 */
import type { JsonObject } from '../domain/canonical.ts';
import { numberClaimKey } from './exception-keys.ts';
import { RecordFields } from './record-fields.ts';
import type { Write } from './writes.ts';

export interface NumberClaim {
  readonly seq: number;
  /** Of the content that has the number. */
  readonly digest: string;
  /** The event that it came with, `source#id`. */
  readonly event: string;
}

/** Claims a number. Guarantees: it fails if another was first. */
export const claimNumber = (number: string, { seq, digest, event }: NumberClaim): Write => ({
  kind: 'append',
  key: numberClaimKey(number, seq),
  record: { scope: number, digest, event },
});

/** Reads what {@link claimNumber} wrote. Errors: `DamagedRecordError` naming the field. */
export function readNumberClaim(record: JsonObject, seq: number): NumberClaim {
  const fields = new RecordFields(record);
  return { seq, digest: fields.text('digest'), event: fields.text('event') };
}
