import { expect, it } from 'vitest';
import { SealedHashes } from '../../shared/audit/sealed-books.ts';
import { noAmounts } from '../../shared/domain/quantity.ts';
import { appendEntry, type EntryBody } from '../../shared/ledger/entry.ts';
import { linkKey } from '../../shared/ledger/keys.ts';
import { itemsOf } from '../../shared/store/item-form.ts';
import type { StoredItem } from '../../tools/cli/tables.ts';
import { verdictText, verifyBooks } from '../../tools/cli/verify.ts';

const body: EntryBody = {
  type: 'handover',
  orderId: 'O-1',
  reference: 'R-1',
  event: 'urn:test#1',
  occurredAt: '2020-08-08',
  digest: '',
  counterparty: 'centre:C-1',
  lines: noAmounts,
  balance: noAmounts,
};

const item = (account: string, more: Partial<EntryBody>): StoredItem => {
  const { record } = appendEntry(account, undefined, '2020-08-08T00:00:00.000Z', { ...body, ...more });
  return itemsOf(linkKey(account, 1), record)[0] ?? {};
};
const book = item('centre:C-1/O-1', { group: [{ reference: 'R-1', householdId: 'H-1' }] });
const household = item('household:H-1/O-1/goods', { counterpartyEntry: 'centre:C-1/O-1@1' });

/** What each reading of the tables sees. */
function readings(...seen: readonly (readonly StoredItem[])[]) {
  let reading = 0;
  return async function* () {
    for (const item of seen[reading] ?? seen.at(-1) ?? []) yield { table: 'ledgers', item } as const;
    reading += 1;
  };
}

it('takes no sheet for broken that was posted while the tables were read', async () => {
  const report = await verifyBooks(readings([book], [book, household]));
  expect(report.findings).toEqual([]);
  expect(verdictText(report, new SealedHashes(undefined))).toBe(
    '2 entries on 2 accounts: every hash chain and every balance holds, and nothing is sealed yet',
  );
});

it('takes for broken what stays so', async () => {
  const report = await verifyBooks(readings([book]));
  expect(verdictText(report, new SealedHashes(undefined))).toMatch(
    /^BROKEN centre:C-1\/O-1 entry 1: expected the household entry of R-1 at household:H-1\/O-1\/goods, found/,
  );
});
