/**
 * All that the books answer in the end, without what tells of the order it came in.
 *
 * Left out: instants, positions and hashes of entries, the facts a refusal rested on when it was told, and which
 * receipts share a book entry. Of a ledger there stays what was posted, its sums and its last balance; of
 * anomalies that a waybill grew by in steps, their sum; of a shared collector, that there is one.
 */
import type { Books } from '../functions/ledger-api/books.ts';
import type { Journal } from './journal.ts';
import { compare } from './messages.ts';
import { allQuestions } from './questions.ts';

const fleeting = new Set(['at', 'asOf', 'recordedAt', 'exceptionId', 'detail']);

export async function finalAnswers(
  books: Books,
  journal: Journal,
): Promise<Readonly<Record<string, unknown>>> {
  const answers: Record<string, unknown> = {};
  for (const path of [...allQuestions(journal)].sort()) {
    const answer = await books.get(path.includes('?') ? `${path}&limit=500` : `${path}${sizeOf(path)}`);
    if (answer.next !== undefined) throw new Error(`${path} has more than a page`);
    if (path.includes('/ledger')) answers[path] = bookOf(answer.items);
    else if (path === '/anomalies') answers[path] = anomaliesOf(answer.items);
    else answers[path] = lasting(answer.items === undefined ? answer : sorted(answer.items));
  }
  return answers;
}

const sizeOf = (path: string): string =>
  /ledger$|^\/(?:orders|locations|exceptions|anomalies|seals)$/.test(path) ? '?limit=500' : '';

/** The answer without what is fleeting, its members sorted by name. */
function lasting(value: any): any {
  if (Array.isArray(value)) return value.map(lasting);
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.keys(value).filter((name) => !fleeting.has(name));
  // The events of a waybill stand in the order in which they were recorded.
  const inOrder = (name: string): any => (name === 'events' ? sorted(value[name]) : value[name]);
  return Object.fromEntries(names.sort().map((name) => [name, lasting(inOrder(name))]));
}

const sorted = (items: readonly any[]): readonly any[] =>
  items
    .map((item) => ({ item, text: JSON.stringify(lasting(item)) }))
    .sort((one, other) => compare(one.text, other.text))
    .map(({ item }) => item);

/** Units: a thousandth, so that sums are exact. */
const thousandths = (quantity: number): number => Math.round(quantity * 1_000);

/** Entries of one ledger, the newest first. */
function bookOf(entries: readonly any[]): unknown {
  const posted: string[] = [];
  const sums: Record<string, number> = {};
  const balances: Record<string, unknown> = {};
  const add = (name: string, quantity: number): void => {
    sums[name] = (sums[name] ?? 0) + thousandths(quantity);
  };
  for (const {
    account,
    type,
    reference,
    counterparty,
    group,
    lines,
    money,
    balance,
    moneyBalance,
  } of entries) {
    const members = group ?? [{ reference, householdId: counterparty }];
    for (const member of members) {
      const of = type === 'dispatch' || type === 'arrival' || type === 'loss' ? '' : member.householdId;
      posted.push(`${account} ${type} ${member.reference} ${String(of).replace('household:', '')}`);
    }
    for (const { commodity, quantity } of lines) add(`${account} ${type} ${commodity}`, quantity);
    if (money !== null) add(`${account} ${type}`, money.amount);
    balances[account] ??= moneyBalance ?? sorted(balance);
  }
  return lasting({ posted: posted.sort(), sums, balances });
}

function anomaliesOf(anomalies: readonly any[]): unknown {
  const sums: Record<string, number> = {};
  for (const { kind, orderId, locationId, commodity, quantity } of anomalies) {
    const isCollector = kind === 'shared-collector';
    const name = isCollector ? `${kind} ${orderId}` : `${kind} ${orderId} ${locationId} ${commodity}`;
    sums[name] = (sums[name] ?? 0) + thousandths(quantity);
  }
  return lasting(sums);
}
