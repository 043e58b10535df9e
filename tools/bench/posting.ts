/** The posting engine alone: sheets that were read before, loaded, decided and committed; no queue, no Lambda. */

import { readMessage } from '../../shared/contract/read-message.ts';
import { type Batch, joinBatches } from '../../shared/posting/batch.ts';
import { batchOfEvent } from '../../shared/posting/batch-rows.ts';
import { postBatch } from '../../shared/posting/post-batch.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { Store } from '../../shared/store/store.ts';
import type { Tables } from '../../shared/store/tables.ts';
import { BrokenBooks, checkBooks } from './books-check.ts';
import { type CityCentre, type CityEvent, sheetsOf } from './city.ts';
import type { Section } from './section.ts';

/** How receipts come: so many in an event, and so many events in a batch of one message group. */
export interface SheetForm {
  readonly rowsPerSheet: number;
  readonly sheetsJoined: number;
}

function sheetOf(event: CityEvent): Batch {
  const reading = readMessage(JSON.stringify(event));
  const sheet = reading.ok ? batchOfEvent(reading.header, reading.event) : undefined;
  if (sheet === undefined) throw new Error(`${event.id} is no sheet`);
  return sheet;
}

function joinedInBatches(sheets: readonly Batch[], sheetsJoined: number): readonly Batch[] {
  const batches: Batch[] = [];
  for (let start = 0; start < sheets.length; start += sheetsJoined) {
    const batch = sheets.slice(start, start + sheetsJoined).reduce((joined, sheet) => {
      const both = joinBatches(joined, sheet);
      if (both === undefined) throw new Error('Sheets of one centre and order can be joined');
      return both;
    });
    batches.push(batch);
  }
  return batches;
}

/** The sheets of each centre, in their order. */
export const cityLanes = (
  orderId: string,
  city: readonly CityCentre[],
  households: number,
  { rowsPerSheet, sheetsJoined }: SheetForm,
): readonly (readonly Batch[])[] =>
  city.map((centre) =>
    joinedInBatches([...sheetsOf(orderId, centre, households, rowsPerSheet)].map(sheetOf), sheetsJoined),
  );

/** Posts centres side by side and the sheets of each one after another, as a queue's worker does. */
export async function postLanes(tables: Tables, lanes: readonly (readonly Batch[])[]): Promise<void> {
  const journal = new Store(tables);
  await Promise.all(
    lanes.map(async (lane) => {
      for (const sheet of lane) {
        const outcomes = await postBatch(sheet, journal, clock);
        const other = outcomes.find(({ status }) => status !== 'posted');
        if (other !== undefined) throw new BrokenBooks(`a receipt was ${other.status}: ${other.reason}`);
      }
    }),
  );
}

export const postingSection = (
  name: string,
  about: string,
  tables: Tables,
  city: readonly CityCentre[],
  households: number,
  form: SheetForm,
): Section => ({
  name,
  about,
  needsOrder: true,
  async prepare(orderId) {
    const lanes = cityLanes(orderId, city, households, form);
    return {
      handovers: city.length * households,
      work: () => postLanes(tables, lanes),
      check: () => checkBooks(tables, orderId, city, households),
    };
  },
});
