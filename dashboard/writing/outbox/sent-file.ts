/** What a device keeps of the files that were sent from it: their events, and the rows behind each. */
import type { RefusedRow } from '../../../shared/files/records.ts';
import type { RejectedFile } from '../../../shared/files/rejects.ts';
import type { Row } from '../../../shared/files/rows.ts';
import type { EventOutcome, Progress, RowOutcome, WrittenEvent } from './sending.ts';

export interface FileHead extends RejectedFile {
  /** The same for the same events. */
  readonly key: string;
  /** Who its events are from. */
  readonly source: string;
  readonly name: string;
  readonly recordedAt: string;
  /** Rows that were never sent, so that they are in its rejects with those that the system rejects. */
  readonly refused: readonly RefusedRow[];
  /** Whether its events are documents, whose rows stand or fall together. */
  readonly isOfDocuments: boolean;
}

export interface FileEvent {
  /** The file's, and the event's number in it. */
  readonly key: string;
  readonly file: string;
  readonly event: WrittenEvent;
  /** The rows of the file behind the rows of its data, in their order. */
  readonly rows: readonly Row[];
  readonly progress: Progress;
}

export interface SentFile extends FileHead {
  readonly events: readonly FileEvent[];
}

export type RowStatus = 'recorded' | 'sent' | 'refused' | RowOutcome['status'];

/** What became of one row of a file. */
export interface RowFate extends Pick<RowOutcome, 'reason' | 'detail' | 'exceptionId'> {
  readonly row: Row;
  readonly status: RowStatus;
  /** Why the API refused it, in its own words. */
  readonly said?: string;
}

/** What became of the rows of a file, as far as it is known. */
export const fatesOf = ({ events, isOfDocuments }: SentFile): readonly RowFate[] =>
  events.flatMap(({ rows, progress }) =>
    rows.map((row, at): RowFate => ({ row, ...fateOf(progress, at, isOfDocuments) })),
  );

function fateOf(progress: Progress, at: number, isWhole: boolean): Omit<RowFate, 'row'> {
  switch (progress.is) {
    case 'recorded':
    case 'sent':
      return { status: progress.is };
    case 'refused':
      return { status: 'refused', said: progress.said };
    case 'decided':
      return isWhole ? wholeOf(progress.outcome) : rowOf(progress.outcome, at);
  }
}

function rowOf(outcome: EventOutcome, at: number): Omit<RowFate, 'row'> {
  const { rows = [] } = outcome;
  return rows.length === 0 ? wholeOf(outcome) : (rows[at] ?? { status: 'posted' });
}

/** Only a sheet is mixed, and it has rows. */
const wholeOf = ({ status, ...outcome }: EventOutcome): Omit<RowFate, 'row'> => ({
  ...outcome,
  status: status === 'mixed' ? 'posted' : status,
});

/** Rows that can be put right and sent again: those that were never sent, and those that the system rejected. */
export const rejectsOf = (file: SentFile): readonly RefusedRow[] => [
  ...file.refused,
  ...fatesOf(file).flatMap(({ row, status, reason = '', detail = {}, exceptionId, said }): RefusedRow[] => {
    if (status !== 'rejected' && status !== 'refused') return [];
    const facts = Object.entries(detail).map(([name, value]) => `${name} ${value}`);
    const rejectedAs = said ?? [reason, facts.join(', ')].filter(Boolean).join(': ');
    return [
      {
        row,
        faults: [{ line: row.line, column: 1, field: 'row', rejectedAs }],
        ...(exceptionId !== undefined && { corrects: exceptionId }),
      },
    ];
  }),
];
