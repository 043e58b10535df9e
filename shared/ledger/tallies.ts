/**
 * Tallies: how many exceptions are listed, by order and place, and of each place by status, reason and state; and by order,
 * day and place, what of each import is listed.
 *
 * A tally is changed in the transaction that changes what it counts. It is no evidence: whoever doubts it counts again.
 */
import { hash } from 'node:crypto';
import { type CalendarDate, type FindingState, findingStates, type Instant } from '../domain/events.ts';
import { type Refusal, refusalReasons } from '../domain/outcome.ts';
import { dateIn } from '../domain/zoned-date.ts';
import { holdsPrefix, listPartOf, unnamed } from './exception-keys.ts';
import type { ExceptionEvent, StoredException } from './exceptions.ts';
import { type ItemKey, type Range, under } from './keys.ts';
import { damaged } from './record-fields.ts';

// L26: tallies, under their order. They change in place, as what is held does, so they stand where that stands.

const tallyPrefix = `${holdsPrefix}tally:`;

/** `-` for what names no order. */
export const tallySubject = (orderId: string): string => `${tallyPrefix}${orderId}`;

export const isTallySubject = (subject: string): boolean => subject.startsWith(tallyPrefix);

/** The tally of one location or payer under an order. */
export const tallyOfPlace = (orderId: string, { locationId, payerId }: TalliedPlace): ItemKey =>
  tallyKey({ orderId, locationId, payerId, exceptionId: '' });

interface TalliedPlace {
  readonly locationId: string | undefined;
  readonly payerId: string | undefined;
}

/**
 * Where an exception is counted. A message group is decided by one worker at a time, so those of a place seldom meet; what
 * names no place comes from anywhere, and is counted in several parts.
 */
function tallyKey({ orderId = unnamed, locationId, payerId, exceptionId }: Counted): ItemKey {
  const subject = tallySubject(orderId);
  if (payerId !== undefined) return { table: 'ledgers', subject, item: `payer/${payerId}` };
  if (locationId !== undefined) return { table: 'ledgers', subject, item: `location/${locationId}` };
  return { table: 'ledgers', subject, item: listPartOf(unnamed, exceptionId) };
}

type Counted = Pick<StoredException, 'orderId' | 'locationId' | 'payerId' | 'exceptionId'>;

const statuses = ['held', 'rejected'] as const;
export type TallyStatus = (typeof statuses)[number];

/** What is counted together. */
export interface TallyCell {
  readonly status: TallyStatus;
  readonly reason: string;
  readonly state: FindingState;
}

export const cellName = ({ status, reason, state }: TallyCell): string => `${status}/${reason}/${state}`;

/** Reads why something was not posted. Errors: `DamagedRecordError`. */
export const readReason = (text: string | undefined): Refusal['reason'] =>
  refusalReasons.find((one) => one === text) ?? damaged('reason');

/** Law: the inverse of {@link cellName}. Errors: `DamagedRecordError`. */
export function readCell(name: string): TallyCell {
  const [statusText, reasonText, stateText] = name.split('/');
  const status = statuses.find((one) => one === statusText) ?? damaged(name);
  const state = findingStates.find((one) => one === stateText) ?? damaged(name);
  const reason = refusalReasons.find((one) => one === reasonText) ?? damaged(name);
  return { status, reason, state };
}

/** A tally of some places together: how many there are of each cell, by its name; what there is none of is left out. */
export type Tally = ReadonlyMap<string, number>;

// L47: tallies of imports, under their order: of each day and place, one for each sender and type.

const importsSubjectPrefix = `${tallyPrefix}imports/`;

/** `-` for what names no order. */
export const importsSubject = (orderId: string): string => `${importsSubjectPrefix}${orderId}`;

/** The imports of one day; of one location or payer, or of all. */
export function importsOfDay(day: CalendarDate, { locationId, payerId }: TalliedPlace): Range {
  if (locationId === undefined && payerId === undefined) return under(day);
  return under(`${day}/${tallyKey({ locationId, payerId, exceptionId: '', orderId: undefined }).item}`);
}

/** Before the imports of a day. */
export const importsBefore = (day: CalendarDate): Range => ({ from: ' ', to: `${day}/` });

export const dayOfImports = (item: string): CalendarDate => item.slice(0, 'YYYY-MM-DD'.length);

/** What is listed of an import together. */
export interface ImportCell extends Pick<ExceptionEvent, 'source' | 'type'> {
  readonly status: TallyStatus;
}

/** A sender and a type may have any character. */
const importCellName = ({ status, type, source }: ImportCell): string =>
  JSON.stringify([status, type, source]);

/** Law: the inverse of {@link importCellName}. Errors: `DamagedRecordError`. */
export function readImportCell(name: string): ImportCell {
  const parts: unknown = JSON.parse(name);
  const [statusText, type, source] = Array.isArray(parts) ? parts : [];
  const status = statuses.find((one) => one === statusText) ?? damaged(name);
  if (typeof type !== 'string' || typeof source !== 'string') return damaged(name);
  return { status, type, source };
}

/** What came with a message of which not that much could be read is of no import. */
export const isOfImport = ({ source, id }: Pick<ExceptionEvent, 'source' | 'id'>): boolean =>
  source !== '' && id !== '';

/** Adds up changes of tallies, by their places. */
export class TallyChanges {
  readonly #zone: string;
  readonly #changes = new Map<string, { readonly key: ItemKey; readonly cells: Map<string, number> }>();

  /** `zone`: whose calendar the days of imports are of, as IANA names it. */
  constructor(zone: string) {
    this.#zone = zone;
  }

  add(counted: Counted, cell: TallyCell, change: 1 | -1): void {
    this.#add(tallyKey(counted), cellName(cell), change);
  }

  /** Counts what enters a list or leaves it, with the import that it came with. */
  addListed(
    listed: Counted & { readonly recordedAt: Instant },
    event: Pick<ExceptionEvent, 'source' | 'id' | 'type'>,
    cell: TallyCell,
    change: 1 | -1,
  ): void {
    this.add(listed, cell, change);
    if (!isOfImport(event)) return;
    const { source, type } = event;
    const { table, item: place } = tallyKey(listed);
    const digest = hash('sha256', JSON.stringify([source, type])).slice(0, 16);
    const item = [dateIn(this.#zone, listed.recordedAt), place, digest].join('/');
    const subject = importsSubject(listed.orderId ?? unnamed);
    this.#add({ table, subject, item }, importCellName({ status: cell.status, source, type }), change);
  }

  #add(key: ItemKey, name: string, change: 1 | -1): void {
    const place = `${key.subject}\n${key.item}`;
    const { cells } = this.#changes.get(place) ?? { cells: new Map<string, number>() };
    this.#changes.set(place, { key, cells });
    cells.set(name, (cells.get(name) ?? 0) + change);
  }

  /** Those that change something. */
  all(): readonly { readonly key: ItemKey; readonly cells: Tally }[] {
    return [...this.#changes.values()].flatMap(({ key, cells }) => {
      const changed = new Map([...cells].filter(([, change]) => change !== 0));
      return changed.size === 0 ? [] : [{ key, cells: changed }];
    });
  }
}
