/** The commands that put right what the page shows. */
import type { EntryAnswer } from '../../shared/contract/answers/entries.ts';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import type { ShipmentAnswer } from '../../shared/contract/answers/shipments.ts';

/** Entries whose whole event can be taken back; receipts and payments are returned and reversed one by one. */
const voidable = ['dispatch', 'arrival', 'loss', 'count-variance', 'funding', 'transfer'] as const;
type Voidable = (typeof voidable)[number];

export interface Remedy {
  readonly of: 'held' | Voidable;
  readonly command: string;
}

/** For who pastes it: a placeholder for the reason, which only a person can give. */
const reason = '--reason "…"';

/** A word of a shell's command, quoted where a shell would take it apart. */
const shellWord = (text: string): string =>
  /^[\w.:/@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** Takes back what is held; what was rejected is final. */
export const remedyOfException = ({ exceptionId, status }: ExceptionAnswer): Remedy | undefined =>
  status === 'held'
    ? { of: 'held', command: `npm run relief -- withdraw ${shellWord(exceptionId)} ${reason}` }
    : undefined;

/**
 * Voids the event of an entry.
 *
 * Nothing where that was done, where it is undone in another way, and beside what came of an arrival, such as its losses:
 * they are undone with it. Units: `entries` are those of its book, newest first, so that a void precedes what it undoes.
 */
export function remedyOfEntry(entry: EntryAnswer, entries: readonly EntryAnswer[]): Remedy | undefined {
  const of = voidable.find((type) => type === entry.type);
  if (of === undefined || isTakenBack(entry, entries) || cameOfArrival(entry, entries)) return undefined;
  // An id holds no `#`, but a source may.
  const end = entry.event.lastIndexOf('#');
  return { of, command: voidCommand(entry.event.slice(0, end), entry.event.slice(end + 1)) };
}

const voidCommand = (source: string, id: string): string =>
  `npm run relief -- void ${shellWord(source)} ${shellWord(id)} ${reason}`;

/**
 * Voids the one dispatch of a waybill of which nothing has arrived, if it came from outside: what left a location has its
 * remedy in the book that it left.
 */
export function remedyOfWaybill({ from, events }: ShipmentAnswer): Remedy | undefined {
  const [dispatch, ...others] = events;
  if (dispatch?.type !== 'dispatch' || others.length > 0 || from?.startsWith('source:') !== true)
    return undefined;
  return { of: 'dispatch', command: voidCommand(dispatch.source, dispatch.id) };
}

const isTakenBack = ({ account, seq }: EntryAnswer, entries: readonly EntryAnswer[]): boolean =>
  entries.some(({ type, reverses }) => type === 'void' && reverses === `${account}@${seq}`);

const cameOfArrival = ({ type, event }: EntryAnswer, entries: readonly EntryAnswer[]): boolean =>
  type !== 'arrival' && entries.some((other) => other.type === 'arrival' && other.event === event);
