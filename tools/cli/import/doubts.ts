/** Rows that the system would refuse for good, or book for another household than was meant: told before they are sent. */
import { dayIn } from '../../../shared/domain/moments.ts';
import { faultAt } from '../../../shared/files/fault.ts';
import { type ImportKind, kindsOfFiles } from '../../../shared/files/kinds.ts';
import { placeOf } from '../../../shared/files/record.ts';
import type { FileRecord, FileRecords, RefusedRow } from '../../../shared/files/records.ts';
import type { LedgerClient, OrderTermsAnswer } from '../ledger-client.ts';

/** Orders by their ids; `undefined` for one that the system does not know yet. */
export type Orders = ReadonlyMap<string, OrderTermsAnswer | undefined>;

export async function ordersOf(records: readonly FileRecord[], api: LedgerClient): Promise<Orders> {
  const named = records.flatMap(({ fields: { orderId } }) => (typeof orderId === 'string' ? [orderId] : []));
  const orders = new Map<string, OrderTermsAnswer | undefined>();
  for (const orderId of new Set(named)) orders.set(orderId, await api.orderTerms(orderId));
  return orders;
}

/** Rows in doubt, and the others. */
export async function rowsInDoubt(
  { records, context }: FileRecords,
  orders: Orders,
  api: LedgerClient,
): Promise<{ readonly clear: readonly FileRecord[]; readonly refused: readonly RefusedRow[] }> {
  const names = new HouseholdNames(records, api);
  const { kind, header, zone } = context;
  const clear: FileRecord[] = [];
  const refused: RefusedRow[] = [];
  for (const record of records) {
    const { row, fields } = record;
    const doubt = dayInDoubt(kind, record, orders, zone) ?? (await names.doubtOf(record));
    if (doubt === undefined) clear.push(record);
    else {
      const { field, expected, found = String(fields[field]) } = doubt;
      refused.push({ row, faults: [faultAt(placeOf(header, row, field), field, expected, found)] });
    }
  }
  const { isDocument } = kindsOfFiles[kind];
  return isDocument ? { clear: records, refused: [] } : { clear, refused };
}

interface Doubt {
  readonly field: string;
  readonly expected: string;
  readonly found?: string;
}

/** A day on which the order was not in force; the receipt would be rejected for good. */
function dayInDoubt(
  kind: ImportKind,
  { fields, time, isDatedNow }: FileRecord,
  orders: Orders,
  zone: string,
): Doubt | undefined {
  const order = orders.get(String(fields['orderId']));
  if (order === undefined || fields['overIssue'] !== undefined) return undefined;
  const day = dayIn(zone, time);
  const { orderId, startsOn, endsOn } = order;
  const isEarly = kind === 'handovers' && day < startsOn;
  const isLate = (kind === 'handovers' || kind === 'payments') && endsOn !== undefined && day > endsOn;
  if (!isEarly && !isLate) return undefined;
  const days = endsOn === undefined ? `from ${startsOn} on` : `from ${startsOn} to ${endsOn}`;
  const hint = isDatedNow ? '; give the day with --date, --time or a column date' : '';
  return {
    field: 'time',
    expected: `a day of ${orderId}, ${days}${hint}`,
    found: isDatedNow ? `${day}, today` : time,
  };
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
