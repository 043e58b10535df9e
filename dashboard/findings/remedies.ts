/** The forms that put right what the page shows. */
import type { EntryAnswer } from '../../shared/contract/answers/entries.ts';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import type { ShipmentAnswer } from '../../shared/contract/answers/shipments.ts';
import type { FormName } from '../writing/offers.ts';

/** Entries whose whole event can be taken back. */
const voidable = ['dispatch', 'arrival', 'loss', 'count-variance', 'funding', 'transfer'] as const;
type Voidable = (typeof voidable)[number];

/** Receipts and payments, which are undone one by one. */
const undoing = { handover: 'return', payment: 'reverse' } as const satisfies Readonly<
  Record<string, FormName>
>;

export interface Remedy {
  readonly of: 'held' | Voidable | keyof typeof undoing;
  readonly form: FormName;
  /** What the form is about, as its address names it. */
  readonly about: string;
}

/** Takes back what is held; what was rejected is final. */
export const remedyOfException = ({ status, event }: ExceptionAnswer): Remedy | undefined =>
  status === 'held' && event.source !== undefined && event.id !== undefined
    ? { of: 'held', form: 'void', about: `${event.source}#${event.id}` }
    : undefined;

/** Whether something can be put right and sent again. */
export const isCorrectable = ({ correctedBy, reason }: ExceptionAnswer): boolean =>
  correctedBy === undefined && reason !== 'replaced';

/**
 * Voids the event of an entry, or undoes its receipt or payment.
 *
 * Nothing where that was done, and beside what came of an arrival, such as its losses: they are undone with it. Units:
 * `entries` are those of its book, newest first, so that a void precedes what it undoes.
 */
export function remedyOfEntry(entry: EntryAnswer, entries: readonly EntryAnswer[]): Remedy | undefined {
  if (entry.type === 'handover' || entry.type === 'payment')
    return remedyOfReceipt(entry, entry.type, entries);
  const of = voidable.find((type) => type === entry.type);
  if (of === undefined || isTakenBack(entry, entries) || cameOfArrival(entry, entries)) return undefined;
  return { of, form: 'void', about: entry.event };
}

/** In a household's own book: the other books hold sheets, whose receipts are many. */
function remedyOfReceipt(
  { account, counterparty, reference }: EntryAnswer,
  of: keyof typeof undoing,
  entries: readonly EntryAnswer[],
): Remedy | undefined {
  const [, householdId] = /^household:([^/]+)/.exec(account) ?? [];
  if (householdId === undefined || entries.some(({ reverses }) => reverses === reference)) return undefined;
  const giver = counterparty.slice(counterparty.indexOf(':') + 1);
  return { of, form: undoing[of], about: [giver, householdId, reference].join('~') };
}

/**
 * Voids the one dispatch of a waybill of which nothing has arrived, if it came from outside: what left a location has its
 * remedy in the book that it left.
 */
export function remedyOfWaybill({ from, events }: ShipmentAnswer): Remedy | undefined {
  const [dispatch, ...others] = events;
  if (dispatch?.type !== 'dispatch' || others.length > 0 || from?.startsWith('source:') !== true)
    return undefined;
  return { of: 'dispatch', form: 'void', about: `${dispatch.source}#${dispatch.id}` };
}

const isTakenBack = ({ account, seq }: EntryAnswer, entries: readonly EntryAnswer[]): boolean =>
  entries.some(({ type, reverses }) => type === 'void' && reverses === `${account}@${seq}`);

const cameOfArrival = ({ type, event }: EntryAnswer, entries: readonly EntryAnswer[]): boolean =>
  type !== 'arrival' && entries.some((other) => other.type === 'arrival' && other.event === event);
