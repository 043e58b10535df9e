/** What a desk records: receipts, and households that were missed. A record never changes; what becomes of it stands with its sheet. */
import { deviceInUse } from '../../../shared/domain/devices.ts';
import type { MissedReason } from '../../../shared/domain/events.ts';
import type { RejectedReason } from '../../../shared/domain/outcome.ts';
import type { Unit } from '../../../shared/domain/quantity.ts';
import type { ApiFault, EventOutcome, Progress, RowOutcome, Sending } from '../../writing/outbox/sending.ts';

export interface DeskLine {
  readonly commodity: string;
  readonly quantity: number;
  readonly unit: Unit;
}

interface RecordedAtDesk {
  /** The receipt's number; of a missed household, a name of the record's own. */
  readonly key: string;
  /** The list that it was recorded with. */
  readonly list: string;
  readonly source: string;
  readonly orderId: string;
  readonly centreId: string;
  readonly householdId: string;
  /** When it happened. */
  readonly at: string;
  /** The sheet that it is sent in; once it has one, it cannot be taken back here. */
  readonly sheet?: string;
  /** What was done about its refusal. */
  readonly settled?: 'returned' | 'reported';
}

export interface HandoverRecord extends RecordedAtDesk {
  readonly kind: 'handover';
  readonly collectedBy?: string;
  readonly lines: readonly DeskLine[];
}

export interface MissedRecord extends RecordedAtDesk {
  readonly kind: 'missed';
  readonly reason: MissedReason;
  readonly note?: string;
}

export type DeskRecord = HandoverRecord | MissedRecord;

/** How far a record has come. */
export type RecordState =
  | { readonly is: 'recorded' }
  | { readonly is: 'sent' }
  | { readonly is: 'posted' }
  | ({ readonly is: 'held' | 'rejected' } & Pick<RowOutcome, 'reason' | 'detail' | 'exceptionId'>)
  /** The API took nothing of its sheet; `isEnded` where that is because a coordinator ended the device. */
  | { readonly is: 'refused'; readonly said: string; readonly isEnded: boolean };

/** What its sheet says of a record. */
export function stateOf(record: DeskRecord, sheet: Sending | undefined): RecordState {
  const progress: Progress = sheet?.progress ?? { is: 'recorded' };
  switch (progress.is) {
    case 'recorded':
    case 'sent':
      return { is: progress.is };
    case 'refused':
      return { is: 'refused', said: progress.said, isEnded: progress.errors.some(isOfEndedDevice) };
    case 'decided':
      return decided(rowOf(record, progress.outcome));
  }
}

const isOfEndedDevice = ({ path, expected }: ApiFault): boolean =>
  path === 'source' && expected === deviceInUse;

/** A sheet that was decided as one, such as one of an unknown order, names no rows. */
const rowOf = (
  record: DeskRecord,
  outcome: EventOutcome,
): Pick<RowOutcome, 'reason' | 'detail' | 'exceptionId'> & { readonly status: string } =>
  outcome.rows?.find((row) =>
    record.kind === 'handover' ? row.reference === record.key : row.householdId === record.householdId,
  ) ?? outcome;

function decided({ status, reason, detail, exceptionId }: ReturnType<typeof rowOf>): RecordState {
  if (status !== 'held' && status !== 'rejected') return { is: 'posted' };
  return {
    is: status,
    ...(reason !== undefined && { reason }),
    ...(detail !== undefined && { detail }),
    ...(exceptionId !== undefined && { exceptionId }),
  };
}

/** Another receipt, put right, has its number: what the household got, that one tells. */
export const isReplaced = (reason: string | undefined): boolean =>
  reason === ('replaced' satisfies RejectedReason);

/** Whether somebody has to say yet what became of the goods of a refused record. */
export const isToSettle = ({ settled }: DeskRecord, state: RecordState): boolean =>
  state.is === 'rejected' && settled === undefined && !isReplaced(state.reason);

/** Whether it is on this device only. */
export const isUnsent = ({ is }: RecordState): boolean => is === 'recorded' || is === 'refused';

/** Whether the ledger has said what it makes of it for good. */
export const isDecided = ({ is }: RecordState): boolean => is === 'posted' || is === 'rejected';
