/** Documents that were refused and are sent again under their own number, put right. */

import type { Instant } from '../domain/events.ts';
import { type Rejected, rejected } from '../domain/outcome.ts';
import { type ExceptionSubject, recordCorrection, type StoredException } from '../ledger/exceptions.ts';
import type { IdClaim } from '../ledger/id-claims.ts';
import type { Write } from '../ledger/writes.ts';
import { type Batch, correctsOf, type ReadRow, rowPath, rowSubject } from './batch.ts';
import type { BatchState } from './batch-state.ts';

/** What corrects: a document of an event, `source#id`. */
export interface Correcting {
  readonly event: string;
  readonly document: ExceptionSubject;
  readonly isRow: boolean;
  /** Where it names the exception, as a path from the message's root. */
  readonly path: string;
}

export type CorrectionVerdict =
  | { readonly status: 'corrects'; readonly exception: StoredException }
  /** This event has corrected it before. */
  | { readonly status: 'done' }
  /** What it was about has been posted since, and is corrected by a return, a reversal or a void. */
  | { readonly status: 'posted' }
  | Rejected;

/** `exception` as it stands now. */
export function judgeCorrection(
  exception: StoredException | undefined,
  correcting: Correcting,
): CorrectionVerdict {
  const { event, document, path } = correcting;
  const { reference } = document;
  if (exception?.correctedBy === event) return { status: 'done' };
  if (exception === undefined || !isOwn(exception, correcting)) {
    const of = reference === undefined ? 'a refused event of this type' : `a refused ${reference}`;
    return rejected('invalid-message', { path, expected: `the exceptionId of ${of}` });
  }
  const { status, correctedBy } = exception;
  if (correctedBy !== undefined) return rejected('conflicting-duplicate', { reference, correctedBy });
  return status === 'held' || status === 'rejected'
    ? { status: 'corrects', exception }
    : { status: 'posted' };
}

/** Whether an exception is of the number that a document has, and not of the same one that somebody else gave. */
function isOwn(exception: StoredException, { document, isRow }: Correcting): boolean {
  if (exception.event.type !== document.event.type || exception.reference !== document.reference)
    return false;
  if (isRow) return exception.idempotencyKey === document.idempotencyKey;
  const isOfPlace = /^relief\.(stock\.|payer\.)/.test(document.event.type);
  return !isOfPlace || placeOf(exception) === placeOf(document) || namesNoPlace(exception);
}

/** Whether it was refused because the place or the order that it names is not known: nobody has its number there. */
const namesNoPlace = ({ reason }: StoredException): boolean =>
  reason === 'unknown-location' || reason === 'unknown-order';

/** Counts, losses, transfers and fundings have their numbers of a place or payer and an order; a waybill has one everywhere. */
const placeOf = ({ orderId, locationId, payerId }: Omit<ExceptionSubject, 'original'>): string =>
  JSON.stringify([orderId, locationId, payerId]);

/** The writes of a correction; none where there is nothing to correct. */
export const correctionWrites = (
  verdict: CorrectionVerdict | undefined,
  event: string,
  now: Instant,
): readonly Write[] =>
  verdict?.status === 'corrects' ? recordCorrection(verdict.exception, event, now) : [];

/** The exceptions that the rows of a group correct, as they are when the next row is decided. */
export class GroupCorrections {
  readonly #batch: Batch;
  readonly #before: BatchState['corrected'];
  readonly #corrected = new Map<string, StoredException>();

  constructor(batch: Batch, { corrected }: BatchState) {
    this.#batch = batch;
    this.#before = corrected;
  }

  get size(): number {
    return this.#corrected.size;
  }

  /**
   * What a row makes of the exception that it says it corrects: that must be what its number stands for now. `undefined` for
   * a row that corrects none, or did so before it was held.
   */
  verdictOf(row: ReadRow, refused: IdClaim | undefined): CorrectionVerdict | undefined {
    const corrects = row.hold === undefined ? correctsOf(row.content) : undefined;
    if (corrects === undefined) return undefined;
    const exception = this.#corrected.get(corrects) ?? this.#before.get(corrects);
    const { reference, event } = row;
    const path = `${rowPath(this.#batch, row)}.corrects`;
    const document = rowSubject(this.#batch, row);
    const verdict = judgeCorrection(exception, { event: event.key, document, isRow: true, path });
    const isOfNumber = refused === undefined || refused.digest === exception?.digest;
    if (verdict.status !== 'corrects' || isOfNumber) return verdict;
    return rejected('conflicting-duplicate', { reference, corrects });
  }

  /** Notes what an event corrects, for the same correction may have come twice. */
  note(exception: StoredException, correctedBy: string): void {
    this.#corrected.set(exception.exceptionId, { ...exception, status: 'rejected', correctedBy });
  }
}
