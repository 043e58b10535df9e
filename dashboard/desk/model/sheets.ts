/** Makes sheets of what was recorded: what is sent is never a single receipt, but all that wait, up to the most that an event may hold. */
import type { Sending, WrittenEvent } from '../../writing/outbox/sending.ts';
import type { DeskRecord, HandoverRecord, MissedRecord } from './records.ts';

export const maxSheetRows = 500;

export interface Sheet {
  readonly sending: Sending;
  readonly keys: readonly string[];
}

/**
 * The sheets of records that have none.
 *
 * A sheet has one time, and by it a count is held against what went out. So a sheet holds what happened within one hour,
 * at one centre, under one order; its time is that of the last of it.
 */
export function sheetsOf(
  records: readonly DeskRecord[],
  newId: () => string,
  recordedAt: string,
): readonly Sheet[] {
  const byHour = Map.groupBy(
    records.toSorted((one, other) => (one.at < other.at ? -1 : 1)),
    ({ source, orderId, centreId, kind, at }) => [source, orderId, centreId, kind, at.slice(0, 13)].join(' '),
  );
  return [...byHour.values()].flatMap(inSheets).map((rows) => {
    const event = eventOf(rows, newId());
    return {
      keys: rows.map(({ key }) => key),
      sending: {
        key: event.id,
        event,
        recordedAt,
        progress: { is: 'recorded' },
        form: rows[0]?.kind === 'missed' ? 'missed' : 'handover',
        draftKey: '',
        values: {},
        named: undefined,
      },
    };
  });
}

/** A household may be missed twice within an hour; a sheet names it once. */
function inSheets(records: readonly DeskRecord[]): readonly (readonly DeskRecord[])[] {
  const sheets: DeskRecord[][] = [];
  for (const record of records) {
    const fitting = sheets.find(
      (sheet) =>
        sheet.length < maxSheetRows &&
        (record.kind === 'handover' || sheet.every(({ householdId }) => householdId !== record.householdId)),
    );
    if (fitting === undefined) sheets.push([record]);
    else fitting.push(record);
  }
  return sheets;
}

function eventOf(rows: readonly DeskRecord[], id: string): WrittenEvent {
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) throw new Error('A sheet has rows');
  const { source, centreId, orderId } = first;
  const receipts = rows.filter((row) => row.kind === 'handover').map(receiptOf);
  const households = rows.filter((row) => row.kind === 'missed').map(missedOf);
  return {
    specversion: '1.0',
    id,
    source,
    type: first.kind === 'handover' ? 'relief.handovers.made.v1' : 'relief.handovers.missed.v1',
    time: last.at,
    data: { centreId, orderId, ...(first.kind === 'handover' ? { receipts } : { households }) },
  };
}

const receiptOf = ({ key, householdId, collectedBy, lines }: HandoverRecord) => ({
  receiptId: key,
  householdId,
  ...(collectedBy !== undefined && { collectedBy }),
  lines,
});

const missedOf = ({ householdId, reason, note }: MissedRecord) => ({
  householdId,
  reason,
  ...(note !== undefined && { note }),
});
