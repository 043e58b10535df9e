import { describe, expect, it } from 'vitest';
import { csvText } from '../../shared/files/csv.ts';
import { listTable, nextReceiptId, sheetTable } from '../../tools/cli/distribution-list.ts';
import { fakeApi, listOf } from './fake-api.ts';

const item = (householdId: string, dueNow: number, name?: string) => ({
  householdId,
  ...(name !== undefined && { name }),
  persons: 2,
  adults: 2,
  commodities: [
    { commodity: 'rice', unit: 'kg' as const, entitled: 10, released: 10, received: 10 - dueNow, dueNow },
  ],
});

describe('the number of a household’s next receipt', () => {
  it('counts on from what its account holds, a return too, so that no second sheet repeats it', () => {
    const numbers = [0, 1, 2].map((entries) => nextReceiptId('H-1', entries, new Set()));
    expect(numbers).toEqual(['R-H-1-1', 'R-H-1-2', 'R-H-1-3']);
  });

  it('is the same in a sheet that is printed twice before anything is handed over', () => {
    expect(nextReceiptId('H-1', 4, new Set())).toBe(nextReceiptId('H-1', 4, new Set()));
  });

  it('leaves out numbers of receipts that are held or were rejected', () => {
    expect(nextReceiptId('H-1', 0, new Set(['R-H-1-1', 'R-H-1-2']))).toBe('R-H-1-3');
  });

  it('is an id, however long that of the household is', () => {
    expect(nextReceiptId('H'.repeat(128), 999, new Set())).toMatch(/^R-[0-9a-f]{32}-1000$/);
  });

  it('is read from the account of goods, whatever was paid since', async () => {
    const entry = (account: string, seq: number) => ({
      account,
      seq,
      type: 'handover',
      orderId: 'O-1',
      reference: 'R',
      event: 's#i',
      counterparty: 'centre:C-1/O-1',
    });
    const api = fakeApi({
      '/households/H-1/ledger?orderId=O-1': listOf(
        entry('household:H-1/O-1/stipend', 9),
        entry('household:H-1/O-1/goods', 3),
        entry('household:H-1/O-1/goods', 2),
      ),
    });
    expect(await api.goodsEntries('H-1', 'O-1')).toBe(3);
    expect(await fakeApi({ '/households/H-2/ledger?orderId=O-1': listOf() }).goodsEntries('H-2', 'O-1')).toBe(
      0,
    );
  });
});

describe('the list of a centre', () => {
  it('guards formulas and begins with a byte order mark, as the API does', () => {
    expect(csvText(listTable([item('H-1', 5, '=HYPERLINK("x")')]))).toBe(
      '\ufeffhouseholdId,name,neighbourhood,persons,served,due now rice (kg)\r\nH-1,"\'=HYPERLINK(""x"")",,2,yes,5\r\n',
    );
  });

  it('is a sheet of receipts for those who are due something, dated by whoever fills it in', () => {
    const table = sheetTable([item('H-1', 5), item('H-2', 0)], {
      centreId: 'C-1',
      orderId: 'O-1',
      receiptIdOf: (householdId) => `R-${householdId}-1`,
    });
    expect(table).toEqual({
      columns: ['receiptId', 'householdId', 'centreId', 'orderId', 'date', 'collectedBy', 'rice (kg)'],
      rows: [['R-H-1-1', 'H-1', 'C-1', 'O-1', undefined, undefined, 5]],
    });
  });
});
