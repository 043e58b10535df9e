/** What of an export people read, and what `relief import` takes again: CSV of places, households, handovers, payments. */

import { linkAt } from '../../../shared/audit/chain-register.ts';
import { decimalsOf } from '../../../shared/contract/currencies.ts';
import type { LocationRegistration } from '../../../shared/domain/events.ts';
import { withdrawalOf } from '../../../shared/domain/household.ts';
import { quantityIn, type Unit } from '../../../shared/domain/quantity.ts';
import { byteOrderMark, type Cell, csvLine } from '../../../shared/files/csv.ts';
import { writtenNumber } from '../../../shared/files/decimals.ts';
import { type Entry, readEntry } from '../../../shared/ledger/entry.ts';
import { type Household, isRegistered } from '../../../shared/ledger/household-item.ts';
import type { StoredItem } from '../../../shared/store/item-form.ts';

/** Collects what stands in the books; what was returned or reversed is left out with what undid it. */
export class PeopleFiles {
  readonly #locations = new Map<string, LocationRegistration>();
  readonly #households: Household[] = [];
  readonly #documents: Entry[] = [];
  readonly #undone = new Set<string>();

  takeHousehold(household: Household): void {
    // One that was withdrawn would come back by being registered again.
    const isServed = isRegistered(household) && withdrawalOf(household.history) === undefined;
    if (isServed) this.#households.push(household);
  }

  take(stored: StoredItem): void {
    const { subject, record } = stored;
    if (subject === 'locations') {
      // Versions of a location come in their order, within one table.
      this.#locations.set(String(record['locationId']), record as unknown as LocationRegistration);
    }
    if (!subject.startsWith('household:') || !('previousHash' in record)) return;
    const entry = readEntry(linkAt(stored));
    if (entry.reverses === undefined) this.#documents.push(entry);
    else this.#undone.add(`${entry.account}\n${entry.reverses}`);
  }

  /** `unitOf` tells the unit that an order has a commodity in. */
  files(unitOf: UnitOf): ReadonlyMap<string, () => Generator<string>> {
    const standing = this.#documents
      .filter(({ account, reference }) => !this.#undone.has(`${account}\n${reference}`))
      .sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
    const entriesOf = (type: Entry['type']): Entry[] => standing.filter((entry) => entry.type === type);
    return new Map([
      ['csv/locations.csv', () => locationLines([...this.#locations.values()])],
      ['csv/households.csv', () => householdLines(this.#households)],
      ['csv/handovers.csv', () => handoverLines(entriesOf('handover'), unitOf)],
      ['csv/payments.csv', () => paymentLines(entriesOf('payment'))],
    ]);
  }
}

const headerLine = (names: readonly string[]): string => `${byteOrderMark}${csvLine(names)}`;

const numberCell = (value: number | undefined): Cell => value && writtenNumber(value);

type UnitOf = (orderId: string, commodity: string) => Unit;

function* locationLines(locations: readonly LocationRegistration[]): Generator<string> {
  yield headerLine(['locationId', 'name', 'kind', 'suppliedBy']);
  for (const { locationId, name, kind, suppliedBy = '' } of locations)
    yield csvLine([locationId, name, kind, suppliedBy]);
}

function* householdLines(households: readonly Household[]): Generator<string> {
  yield headerLine([
    'householdId',
    'centreId',
    'effectiveFrom',
    'name',
    'neighbourhood',
    'adults',
    'children',
    'priority',
  ]);
  const sorted = households.toSorted((one, other) => (one.householdId < other.householdId ? -1 : 1));
  for (const { householdId, name = '', neighbourhood = '', history } of sorted) {
    const last = history.at(-1);
    if (last === undefined) continue;
    const { centreId, effectiveFrom, adults, children, priority } = last;
    yield csvLine([householdId, centreId, effectiveFrom, name, neighbourhood, adults, children, priority]);
  }
}

function* handoverLines(handovers: readonly Entry[], unitOf: UnitOf): Generator<string> {
  const goodsOf = ({ orderId, lines }: Entry): [column: string, quantity: number][] =>
    [...lines].map(([commodity, base]) => {
      const unit = unitOf(orderId, commodity);
      return [`${commodity} (${unit})`, quantityIn(base, unit)];
    });
  const columns = [...new Set(handovers.flatMap((entry) => goodsOf(entry).map(([column]) => column)))];
  yield headerLine(['receiptId', 'householdId', 'centreId', 'orderId', 'time', 'collectedBy', ...columns]);
  for (const entry of handovers) {
    const { reference, orderId, occurredAt, collectedBy = '' } = entry;
    const goods = new Map(goodsOf(entry));
    const quantities = columns.map((column) => numberCell(goods.get(column)));
    yield csvLine([
      reference,
      holderOf(entry),
      bookOf(entry),
      orderId,
      occurredAt,
      collectedBy,
      ...quantities,
    ]);
  }
}

function* paymentLines(payments: readonly Entry[]): Generator<string> {
  yield headerLine(['paymentId', 'householdId', 'payerId', 'orderId', 'time', 'amount', 'currency']);
  for (const entry of payments) {
    const { reference, orderId, occurredAt, money = 0n, currency = '' } = entry;
    const amount = writtenNumber(Number(`${money}e-${decimalsOf(currency)}`));
    yield csvLine([reference, holderOf(entry), bookOf(entry), orderId, occurredAt, amount, currency]);
  }
}

const holderOf = ({ account }: Entry): string => account.slice('household:'.length, account.indexOf('/'));

/** The centre or payer on the other side. */
const bookOf = ({ counterparty }: Entry): string => counterparty.slice(counterparty.indexOf(':') + 1);
