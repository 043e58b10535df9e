/**
 * Tallies: how many exceptions are listed, by order and place, and of each place by status, reason and state.
 *
 * A tally is changed in the transaction that changes what it counts. It is no evidence: whoever doubts it counts again.
 */
import { type FindingState, findingStates } from '../domain/events.ts';
import { type Refusal, refusalReasons } from '../domain/outcome.ts';
import { holdsPrefix, listPartOf, unnamed } from './exception-keys.ts';
import type { StoredException } from './exceptions.ts';
import type { ItemKey } from './keys.ts';
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

/** Adds up changes of tallies, by their places. */
export class TallyChanges {
  readonly #changes = new Map<string, { readonly key: ItemKey; readonly cells: Map<string, number> }>();

  add(counted: Counted, cell: TallyCell, change: 1 | -1): void {
    const key = tallyKey(counted);
    const place = `${key.subject}\n${key.item}`;
    const { cells } = this.#changes.get(place) ?? { cells: new Map<string, number>() };
    this.#changes.set(place, { key, cells });
    const name = cellName(cell);
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
