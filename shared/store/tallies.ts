/** Tallies of exceptions. */
import type { JsonObject } from '../domain/canonical.ts';
import type { CalendarDate } from '../domain/events.ts';
import { RecordFields, readStored } from '../ledger/record-fields.ts';
import {
  dayOfImports,
  type ImportCell,
  importsBefore,
  importsOfDay,
  importsSubject,
  readCell,
  readImportCell,
  type Tally,
  type TallyCell,
  tallyOfPlace,
  tallySubject,
} from '../ledger/tallies.ts';
import type { Tables } from './tables.ts';

/** How many exceptions there are of a cell. */
export interface TalliedCell extends TallyCell {
  readonly count: number;
}

/** How much of an import is listed with a status. */
export interface CountedImportCell extends ImportCell {
  readonly count: number;
}

/** What of an order is counted; nothing named means all of it. */
export interface TalliedPlaces {
  readonly locationId: string | undefined;
  readonly payerId: string | undefined;
}

const everywhere: TalliedPlaces = { locationId: undefined, payerId: undefined };

export class Tallies {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** L26: the exceptions of an order, `-` for those of none; of all its places, or of one. */
  async ofOrder(orderId: string, places: TalliedPlaces = everywhere): Promise<readonly TalliedCell[]> {
    const isOne = places.locationId !== undefined || places.payerId !== undefined;
    const stored = isOne
      ? [await this.#tables.get(tallyOfPlace(orderId, places))]
      : await this.#tables.all('ledgers', tallySubject(orderId));
    const total = new Map<string, number>();
    for (const one of stored) {
      const cells: Tally = one === undefined ? new Map() : readStored(one, readTally);
      for (const [name, count] of cells) total.set(name, (total.get(name) ?? 0) + count);
    }
    return [...total].flatMap(([name, count]) => (count === 0 ? [] : [{ ...readCell(name), count }]));
  }

  /** L47: what is listed of the imports of one day, of all places of an order or of one. */
  async importsOfDay(
    orderId: string,
    day: CalendarDate,
    places: TalliedPlaces,
  ): Promise<readonly CountedImportCell[]> {
    const stored = await this.#tables.all('ledgers', importsSubject(orderId), importsOfDay(day, places));
    return stored
      .flatMap((one) => [...readStored(one, readTally)])
      .flatMap(([name, count]) => (count === 0 ? [] : [{ ...readImportCell(name), count }]));
  }

  /** L47: the last day before another, or the last of all, of which an order's imports are counted. */
  async dayOfImports(orderId: string, before?: CalendarDate): Promise<CalendarDate | undefined> {
    const range = before === undefined ? {} : importsBefore(before);
    const query = { ...range, limit: 1, backwards: true };
    const { items } = await this.#tables.page('ledgers', importsSubject(orderId), query);
    return items[0] && dayOfImports(items[0].item);
  }
}

/** How many there are of the cells that fit. */
export const countOf = (cells: readonly TalliedCell[], wanted: Partial<TallyCell>): number =>
  cells
    .filter(
      ({ status, reason, state }) =>
        (wanted.status ?? status) === status &&
        (wanted.reason ?? reason) === reason &&
        (wanted.state ?? state) === state,
    )
    .reduce((sum, { count }) => sum + count, 0);

function readTally(record: JsonObject): Tally {
  const fields = new RecordFields(record);
  return new Map(Object.keys(record).map((name) => [name, fields.count(name)]));
}
