/** Rows that the system would refuse for good, or book for another household than was meant. */
import type { Books, Orders } from './books.ts';
import { type CellFault, faultAt } from './fault.ts';
import { kindsOfFiles } from './kinds.ts';
import { dayFault } from './order-days.ts';
import { placeOf, type RecordContext } from './record.ts';
import type { FileRecord, RefusedRow } from './records.ts';

/** Rows in doubt, and the others. */
export async function rowsInDoubt(
  records: readonly FileRecord[],
  context: RecordContext,
  orders: Orders,
  books: Pick<Books, 'served'>,
): Promise<{ readonly clear: readonly FileRecord[]; readonly refused: readonly RefusedRow[] }> {
  const { kind, header } = context;
  if (kindsOfFiles[kind].isDocument) return { clear: records, refused: [] };
  const names = new HouseholdNames(records, books);
  const clear: FileRecord[] = [];
  const refused: RefusedRow[] = [];
  for (const record of records) {
    const { row } = record;
    const fault = dayFault(record, orders, context) ?? (await nameFault(record));
    if (fault === undefined) clear.push(record);
    else refused.push({ row, faults: [fault] });
  }
  return { clear, refused };

  async function nameFault(record: FileRecord): Promise<CellFault | undefined> {
    const doubt = await names.doubtOf(record);
    if (doubt === undefined) return undefined;
    const { field, expected } = doubt;
    return faultAt(placeOf(header, record.row, field), field, expected, String(record.fields[field]));
  }
}

interface Doubt {
  readonly field: string;
  readonly expected: string;
}

const withoutZeros = (id: string): string => id.replace(/^0+(?=.)/, '');

/** The household in a receipt number as `relief list --sheet` makes it: `R-<householdId>-<number>`. */
const numberedFor = /^R-(.+)-[^-]+$/;

/** Finds rows whose household is probably another: a spreadsheet took the zeros, or the rows were sorted apart. */
class HouseholdNames {
  readonly #books: Pick<Books, 'served'>;
  readonly #inFile: ReadonlySet<string>;
  readonly #served = new Map<string, Promise<ServedIds>>();

  constructor(records: readonly FileRecord[], books: Pick<Books, 'served'>) {
    this.#books = books;
    this.#inFile = new Set(records.map(({ fields: { householdId } }) => String(householdId)));
  }

  async doubtOf({ fields }: FileRecord): Promise<Doubt | undefined> {
    const { householdId, receiptId } = fields;
    if (typeof householdId !== 'string') return undefined;
    const [, named] = numberedFor.exec(String(receiptId ?? '')) ?? [];
    if (
      named !== undefined &&
      named !== householdId &&
      (await this.#isHousehold(named, householdId, fields))
    ) {
      return { field: 'receiptId', expected: `a receipt number of household ${householdId}` };
    }
    if (!/^\d+$/.test(householdId)) return undefined;
    const { ids, byDigits } = await this.#servedWith(fields);
    if (ids.has(householdId)) return undefined;
    const meant = byDigits.get(withoutZeros(householdId));
    return meant === undefined ? undefined : { field: 'householdId', expected: `${meant}, with its zeros` };
  }

  async #isHousehold(named: string, householdId: string, fields: FileRecord['fields']): Promise<boolean> {
    if (withoutZeros(named) === withoutZeros(householdId) || this.#inFile.has(named)) return true;
    return (await this.#servedWith(fields)).ids.has(named);
  }

  /** Whom the centre of a row serves under its order. */
  #servedWith({ centreId, orderId }: FileRecord['fields']): Promise<ServedIds> {
    if (typeof centreId !== 'string' || typeof orderId !== 'string') return Promise.resolve(nobody);
    const key = JSON.stringify([centreId, orderId]);
    const known = this.#served.get(key) ?? this.#books.served(centreId, orderId).then(idsOf);
    this.#served.set(key, known);
    return known;
  }
}

interface ServedIds {
  readonly ids: ReadonlySet<string>;
  /** The first of them that is these digits but for zeros before them. */
  readonly byDigits: ReadonlyMap<string, string>;
}

const nobody: ServedIds = { ids: new Set(), byDigits: new Map() };

function idsOf(ids: ReadonlySet<string> = new Set()): ServedIds {
  const byDigits = new Map<string, string>();
  for (const id of ids) {
    const digits = withoutZeros(id);
    if (!byDigits.has(digits)) byDigits.set(digits, id);
  }
  return { ids, byDigits };
}
