/** What people found out, as it is shown with what it is about. */
import type { FindingNoteAnswer } from '../../shared/contract/answers/findings.ts';
import type { FindingState } from '../../shared/domain/events.ts';
import { parseEventKey } from '../../shared/ledger/event-key.ts';
import { type FindingNote, notedState, ownerOf } from '../../shared/ledger/findings.ts';

/** What an exception or anomaly shows of its notes. */
export interface Found {
  readonly state: FindingState;
  readonly owner?: string;
  readonly notes: FindingNoteAnswer[];
}

/** `isClosed`: it has left the open ones by itself. */
export function foundOf(notes: readonly FindingNote[] = [], isClosed = false): Found {
  const noted = notedState(notes);
  const owner = ownerOf(notes);
  return {
    state: noted === 'open' && isClosed ? 'explained' : noted,
    ...(owner !== undefined && { owner }),
    notes: notes.map(({ event, ...note }) => ({ ...note, event: parseEventKey(event) })),
  };
}

/** The texts of notes, for a cell of a table. */
export const noteTexts = (notes: readonly FindingNoteAnswer[]): string =>
  notes.flatMap(({ note }) => note ?? []).join('; ');
