/** Where a household stands at a desk: what the list says, less what was recorded here since. */
import { minus, plus } from '../../figures/exact.ts';
import type { DeskHousehold, DeskList } from './list.ts';
import type { DeskRecord, HandoverRecord, RecordState } from './records.ts';

export interface Standing {
  readonly household: DeskHousehold;
  /** By the list's goods, in their order; never below 0. */
  readonly due: readonly number[];
  readonly received: readonly number[];
  /** When it was served on this day: here, or by the books. */
  readonly servedToday: string | undefined;
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
  const { list, records, dayOf, today, stateOf } = day;
  const own = records.filter(
    (record) => record.kind === 'handover' && record.householdId === household.householdId,
  );
  const since = uncounted({ ...day, records: own });
  const of = list.goods.map(({ commodity }) => handedOver(since, commodity));
  const times = own.filter((record) => stateOf(record).is !== 'rejected').map(({ at }) => at);
  return {
    household,
    due: household.due.map((due, at) => Math.max(0, minus(due, of[at] ?? 0))),
    received: household.received.map((received, at) => plus(received, of[at] ?? 0)),
    servedToday: [...times, household.servedAt ?? ''].findLast((at) => at !== '' && dayOf(at) === today),
  };
}

/** What should lie on the shelf now, by the list's goods. */
export function shelfNow(day: DeskDay): readonly number[] {
  const since = uncounted(day);
  return day.list.goods.map(({ commodity, onHand }) => minus(onHand, handedOver(since, commodity)));
}
