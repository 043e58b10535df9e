/** Rows that the system would refuse for good, or book for another household than was meant: told before they are sent. */
import { type CellFault, faultAt } from '../../../shared/files/fault.ts';
import { kindsOfFiles } from '../../../shared/files/kinds.ts';
import { dayFault, ordersNamed } from '../../../shared/files/order-days.ts';
import { placeOf } from '../../../shared/files/record.ts';
import type { FileRecord, FileRecords, RefusedRow } from '../../../shared/files/records.ts';
import type { LedgerClient, OrderTermsAnswer } from '../ledger-client.ts';

/** Orders by their ids; `undefined` for one that the system does not know yet. */
export type Orders = ReadonlyMap<string, OrderTermsAnswer | undefined>;

export async function ordersOf(records: readonly FileRecord[], api: LedgerClient): Promise<Orders> {
  const orders = new Map<string, OrderTermsAnswer | undefined>();
  for (const orderId of ordersNamed(records)) orders.set(orderId, await api.orderTerms(orderId));
  return orders;
}

/** Rows in doubt, and the others. */
export async function rowsInDoubt(
  { records, context }: FileRecords,
  orders: Orders,
  api: LedgerClient,
): Promise<{ readonly clear: readonly FileRecord[]; readonly refused: readonly RefusedRow[] }> {
  const names = new HouseholdNames(records, api);
  const { kind, header } = context;
  const clear: FileRecord[] = [];
  const refused: RefusedRow[] = [];
  for (const record of records) {
    const { row } = record;
    const fault = dayFault(record, orders, context) ?? (await nameFault(record));
    if (fault === undefined) clear.push(record);
    else refused.push({ row, faults: [fault] });
  }
  const { isDocument } = kindsOfFiles[kind];
  return isDocument ? { clear: records, refused: [] } : { clear, refused };

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
  readonly #api: LedgerClient;
  readonly #inFile: ReadonlySet<string>;
  readonly #served = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(records: readonly FileRecord[], api: LedgerClient) {
    this.#api = api;
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
    const served = await this.#servedWith(fields);
    if (served.has(householdId)) return undefined;
    const meant = [...served].find((id) => withoutZeros(id) === withoutZeros(householdId));
    return meant === undefined ? undefined : { field: 'householdId', expected: `${meant}, with its zeros` };
  }

  async #isHousehold(named: string, householdId: string, fields: FileRecord['fields']): Promise<boolean> {
    if (withoutZeros(named) === withoutZeros(householdId) || this.#inFile.has(named)) return true;
    return (await this.#servedWith(fields)).has(named);
  }

  /** Whom the centre of a row serves under its order. */
  #servedWith({ centreId, orderId }: FileRecord['fields']): Promise<ReadonlySet<string>> {
    if (typeof centreId !== 'string' || typeof orderId !== 'string') return Promise.resolve(new Set());
    const key = JSON.stringify([centreId, orderId]);
    const known = this.#served.get(key) ?? this.#listed(centreId, orderId);
    this.#served.set(key, known);
    return known;
  }

  async #listed(centreId: string, orderId: string): Promise<ReadonlySet<string>> {
    const path = `/locations/${encodeURIComponent(centreId)}/distribution-list?limit=1&orderId=${encodeURIComponent(orderId)}`;
    if ((await this.#api.find(path)) === undefined) return new Set();
    const served = new Set<string>();
    for await (const { householdId } of this.#api.distributionList(centreId, orderId))
      served.add(householdId);
    return served;
  }
}
