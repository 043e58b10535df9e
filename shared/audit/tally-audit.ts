/** Counts exceptions again, from what is stored of them, and compares that with their tallies. */
import {
  exceptionIndex,
  isDependencySubject,
  isExceptionSubject,
  subjectOfException,
} from '../ledger/exception-keys.ts';
import { stateOf } from '../ledger/exception-states.ts';
import { type ExceptionEvent, readOutcome } from '../ledger/exceptions.ts';
import {
  type FindingNote,
  findingIdOfSubject,
  isFindingSubject,
  notedState,
  readFinding,
} from '../ledger/findings.ts';
import { seqOfItem } from '../ledger/keys.ts';
import { type ListedException, readListedAt } from '../ledger/listed-exceptions.ts';
import type { StoredRecord } from '../ledger/record-fields.ts';
import { isTallySubject, TallyChanges } from '../ledger/tallies.ts';

/** A cell of a tally that is not what it counts. */
export interface TallyDrift {
  /** The tally, and the cell in it. */
  readonly tally: string;
  readonly cell: string;
  readonly counted: number;
  readonly found: number;
}

interface Listed {
  readonly listed: ListedException;
  readonly status: 'held' | 'rejected';
}

/** Takes items in any order, of one reading of the tables. */
export class TallyAudit {
  readonly #zone: string;
  readonly #listed = new Map<string, Listed>();
  /** By the subjects of the exceptions that came with them. */
  readonly #events = new Map<string, ExceptionEvent>();
  readonly #corrected = new Map<string, string>();
  readonly #notes = new Map<string, Map<number, FindingNote>>();
  readonly #tallies = new Map<string, number>();

  /** `zone`: whose calendar the days of imports are of, as IANA names it. */
  constructor(zone: string) {
    this.#zone = zone;
  }

  take({ subject, item, record }: Pick<StoredRecord, 'subject' | 'item' | 'record'>): void {
    if (isTallySubject(subject)) {
      for (const [cell, count] of Object.entries(record))
        this.#tallies.set(nameOf(subject, item, cell), Number(count));
      return;
    }
    if (isFindingSubject(subject)) {
      const id = findingIdOfSubject(subject);
      const notes = this.#notes.get(id) ?? new Map<number, FindingNote>();
      this.#notes.set(id, notes.set(seqOfItem(item), readFinding(record)));
      return;
    }
    const isHold = isDependencySubject(subject);
    if (!isHold && !isExceptionSubject(subject)) return;
    const listedAt = record[exceptionIndex.sort];
    const { correctedBy, reason } = record;
    if (!isHold && typeof reason === 'string')
      this.#events.set(subject, readOutcome(record, seqOfItem(item)).event);
    if (typeof listedAt === 'string') {
      const listed = readListedAt(listedAt);
      this.#listed.set(listed.exceptionId, { listed, status: isHold ? 'held' : 'rejected' });
    }
    if (typeof correctedBy === 'string') this.#corrected.set(subject, correctedBy);
  }

  /** None where every tally is what it counts. */
  drifts(): readonly TallyDrift[] {
    const changes = new TallyChanges(this.#zone);
    for (const { listed, status } of this.#listed.values()) {
      const { exceptionId, reason } = listed;
      const correctedBy = this.#corrected.get(subjectOfException(exceptionId));
      const about = { reason, ...(correctedBy !== undefined && { correctedBy }) };
      const noted = notedState(this.#notesOf(exceptionId));
      const event = this.#events.get(subjectOfException(exceptionId)) ?? noEvent;
      changes.addListed(listed, event, { status, reason, state: stateOf(noted, about) }, 1);
    }
    const counted = new Map(
      changes
        .all()
        .flatMap(({ key, cells }) =>
          [...cells].map(([cell, count]) => [nameOf(key.subject, key.item, cell), count] as const),
        ),
    );
    return [...new Set([...counted.keys(), ...this.#tallies.keys()])].flatMap((name): TallyDrift[] => {
      const [subject = '', item = '', cell = ''] = name.split('\n');
      const count = counted.get(name) ?? 0;
      const found = this.#tallies.get(name) ?? 0;
      return count === found ? [] : [{ tally: `${subject} ${item}`, cell, counted: count, found }];
    });
  }

  #notesOf(exceptionId: string): readonly FindingNote[] {
    const notes = this.#notes.get(exceptionId) ?? new Map<number, FindingNote>();
    return [...notes].sort(([one], [other]) => one - other).map(([, note]) => note);
  }
}

/** Of what is listed, and recorded nowhere: it is counted for no import. */
const noEvent = { source: '', id: '', type: '' };

const nameOf = (subject: string, item: string, cell: string): string => [subject, item, cell].join('\n');
