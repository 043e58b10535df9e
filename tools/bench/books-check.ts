/** What must hold of the books after every run, or no figure is worth anything. */

import { Audit } from '../../shared/audit/audit.ts';
import { householdGoodsAccount, locationAccount, shipmentAccount } from '../../shared/domain/accounts.ts';
import { emptyLocationTally, stockTotalsOf } from '../../shared/domain/books.ts';
import { type Amounts, addAmounts, amountOf, noAmounts } from '../../shared/domain/quantity.ts';
import type { LinkRecord } from '../../shared/ledger/chain.ts';
import { type Entry, readEntry } from '../../shared/ledger/entry.ts';
import { seqItem } from '../../shared/ledger/keys.ts';
import type { Tables } from '../../shared/store/tables.ts';
import { type CityCentre, rations, receiptOf, shipmentIdOf } from './city.ts';

export class BrokenBooks extends Error {
  override readonly name = 'BrokenBooks';
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new BrokenBooks(what);
}

/**
 * Checks the books of an order under which the first `households` of each centre received all they were owed.
 *
 * Errors: {@link BrokenBooks} when a chain or a sum does not hold, or a receipt is booked twice or not at all.
 */
export async function checkBooks(
  tables: Tables,
  orderId: string,
  city: readonly CityCentre[],
  households: number,
): Promise<void> {
  const audit = new Audit();
  for (const centre of city) {
    const account = locationAccount('centre', centre.centreId, orderId);
    const book = (await tables.all('stock', account)).map(({ record }) => record as LinkRecord);
    const entries = await householdEntries(tables, orderId, centre);
    const waybill = await tables.all('stock', shipmentAccount(shipmentIdOf(orderId, centre.centreId)));
    for (const { record } of waybill) audit.take(record as LinkRecord);
    for (const record of [...book, ...entries]) audit.take(record);
    checkCentre(account, book.map(readEntry), entries.map(readEntry), orderId, centre, households);
  }
  const [finding] = audit.report().findings;
  must(
    finding === undefined,
    `${finding?.account} entry ${finding?.seq}: expected ${finding?.expected}, found ${finding?.found}`,
  );
}

/** All that households of a centre received under an order: one entry at most for each, as it is the whole. */
async function householdEntries(
  tables: Tables,
  orderId: string,
  { households }: CityCentre,
): Promise<readonly LinkRecord[]> {
  const keys = households.flatMap(({ householdId }) =>
    [1, 2].map((seq) => ({
      table: 'ledgers' as const,
      subject: householdGoodsAccount(householdId, orderId),
      item: seqItem(seq),
    })),
  );
  return [...(await tables.getAll('ledgers', keys)).values()].map(({ record }) => record as LinkRecord);
}

function checkCentre(
  account: string,
  book: readonly Entry[],
  entries: readonly Entry[],
  orderId: string,
  centre: CityCentre,
  households: number,
): void {
  const expected = centre.households
    .slice(0, households)
    .map((one) => receiptOf(orderId, one).receiptId)
    .sort();
  const posted = entries.map(({ reference }) => reference).sort();
  const grouped = book.flatMap(({ group }) => group?.map(({ reference }) => reference) ?? []).sort();
  must(posted.join() === expected.join(), `${account}: households hold other receipts than were sent`);
  must(grouped.join() === expected.join(), `${account}: the book lists other receipts than were sent`);

  const held = entries.reduce<Amounts>((sum, { balance }) => addAmounts(sum, balance), noAmounts);
  const tail = book.at(-1);
  for (const { commodity } of rations) {
    const received = stockTotalsOf(tail?.stock ?? emptyLocationTally, commodity).received;
    must(
      amountOf(tail?.balance ?? noAmounts, commodity) === received - amountOf(held, commodity),
      `${account}: ${commodity} on hand is not what was received less what households hold`,
    );
  }
}
