/** Where a household stands at a desk: what the list says, less what was recorded here since. */
import type { RejectedReason } from '../../../shared/domain/outcome.ts';
import { minus, plus } from '../../figures/exact.ts';
import type { DeskHousehold, DeskList } from './list.ts';
import { type DeskRecord, type HandoverRecord, isReplaced, type RecordState } from './records.ts';

/** A receipt that the ledger has refused since the list was taken, and why. */
export interface Refused {
  readonly record: HandoverRecord;
  readonly reason: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
  readonly exceptionId: string | undefined;
}

export interface Standing {
  readonly household: DeskHousehold;
  /** By the list's goods, in their order; never below 0. */
  readonly due: readonly number[];
  readonly received: readonly number[];
  /** When it was served on this day: here, or by the books. */
  readonly servedToday: string | undefined;
  /** The last that was refused of it since the list was taken: the books know more of it than the list. */
  readonly refused: Refused | undefined;
}

/** What one desk knows beside its list. */
export interface DeskDay {
  readonly list: DeskList;
  readonly records: readonly DeskRecord[];
  readonly stateOf: (record: DeskRecord) => RecordState;
  /** The day of an instant, and of now. */
  readonly dayOf: (instant: string) => string;
  readonly today: string;
}

/** What was recorded of goods and is not in the list: it is in the books since, on its way, or waits here. */
export const uncounted = ({ list, records, stateOf }: DeskDay): readonly HandoverRecord[] => {
  const counted = new Set(list.counted);
  return records.filter(
    (record): record is HandoverRecord =>
      record.kind === 'handover' &&
      record.orderId === list.orderId &&
      record.centreId === list.centreId &&
      !counted.has(record.key) &&
      stateOf(record).is !== 'rejected',
  );
};

const handedOver = (records: readonly HandoverRecord[], commodity: string): number =>
  plus(
    0,
    ...records.flatMap(({ lines }) =>
      lines.filter((line) => line.commodity === commodity).map(({ quantity }) => quantity),
    ),
  );

export function standingOf(household: DeskHousehold, day: DeskDay): Standing {
  const { list, dayOf, today, stateOf } = day;
  const own = day.records.filter(
    (record): record is HandoverRecord =>
      record.kind === 'handover' && record.householdId === household.householdId,
  );
  const since = uncounted({ ...day, records: own });
  const of = list.goods.map(({ commodity }) => handedOver(since, commodity));
  const times = own.filter((record) => stateOf(record).is !== 'rejected').map(({ at }) => at);
  const refusals = refusalsOf(own, day);
  const notIn = since.filter((record) => stateOf(record).is !== 'posted');
  // Of each commodity the last refusal that tells of it: another one may be about other goods.
  const learnt = list.goods.map(({ commodity }) =>
    refusals
      .map((refused) => {
        const later = since.filter((record) => record.at > refused.record.at || notIn.includes(record));
        return learntOf(refused, commodity, handedOver(later, commodity));
      })
      .findLast((one) => one !== undefined),
  );
  return {
    household,
    due: household.due.map((due, at) =>
      Math.max(0, Math.min(minus(due, of[at] ?? 0), learnt[at]?.due ?? Number.POSITIVE_INFINITY)),
    ),
    received: household.received.map((received, at) =>
      Math.max(plus(received, of[at] ?? 0), learnt[at]?.received ?? 0),
    ),
    servedToday: [...times, household.servedAt ?? ''].findLast((at) => at !== '' && dayOf(at) === today),
    refused: refusals.at(-1),
  };
}

/** The households of a list of which something has been refused since it was taken. */
export const refusedSince = (day: DeskDay): ReadonlySet<string> =>
  new Set(
    day.records
      .filter((record) => record.kind === 'handover' && isRefused(record, day))
      .map(({ householdId }) => householdId),
  );

const isRefused = (record: DeskRecord, { list, stateOf }: DeskDay): boolean =>
  record.orderId === list.orderId &&
  record.centreId === list.centreId &&
  !list.counted.includes(record.key) &&
  stateOf(record).is === 'rejected';

/** What was refused of a household since the list was taken, the last of it last. */
const refusalsOf = (own: readonly HandoverRecord[], day: DeskDay): readonly Refused[] =>
  own
    .filter((one) => isRefused(one, day))
    .toSorted((one, other) => (one.at < other.at ? -1 : 1))
    .flatMap((record) => {
      const state = day.stateOf(record);
      if (state.is !== 'rejected') return [];
      const { reason = '', detail = {}, exceptionId } = state;
      return [{ record, reason, detail, exceptionId }];
    });

/** Of the books that have more than the list: it was served elsewhere, or twice. */
const isMoreThanEntitled = (reason: string): boolean =>
  reason === ('exceeds-entitlement' satisfies RejectedReason);

/** For these, nothing at all is to be handed to the household here. */
const nothingIsDueFor: readonly string[] = [
  'order-cancelled',
  'order-ended',
  'order-not-started',
  'household-withdrawn',
  'not-covered',
  'wrong-centre',
] satisfies readonly RejectedReason[];

/**
 * What a refusal tells of a commodity, of which so much was handed over `later`, or is not in the books yet. Of more than one
 * is entitled to it tells one commodity; whatever else stood in the receipt may be drawn as well, so none of that is due until
 * another list is taken.
 */
function learntOf(
  { record, reason, detail }: Refused,
  commodity: string,
  later: number,
): { readonly due: number; readonly received?: number } | undefined {
  if (nothingIsDueFor.includes(reason)) return { due: 0 };
  const isInReceipt = record.lines.some((line) => line.commodity === commodity);
  if (!isInReceipt) return undefined;
  if (isReplaced(reason)) return { due: 0 };
  if (!isMoreThanEntitled(reason)) return undefined;
  const { entitled, received } = detail;
  if (detail['commodity'] !== commodity || typeof entitled !== 'number' || typeof received !== 'number')
    return { due: 0 };
  const drawn = plus(received, later);
  return { due: Math.max(0, minus(entitled, drawn)), received: drawn };
}

/** What should lie on the shelf now, by the list's goods. */
export function shelfNow(day: DeskDay): readonly number[] {
  const since = uncounted(day);
  return day.list.goods.map(({ commodity, onHand }) => minus(onHand, handedOver(since, commodity)));
}
