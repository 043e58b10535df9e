import { describe, expect, it } from 'vitest';
import type { ReconciliationAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { baseUnits, imbalancesOf } from '../../tools/cli/reconciliation.ts';
import { balanceLines, coverage, exceptionsTable, reportText, textTable } from '../../tools/cli/report.ts';
import { commodityRow, reconciliation } from './reconciliation-of-two-centres.ts';

describe('the balance of a reconciliation', () => {
  it('holds to the gram, with goods lost, in transit and found missing by a count', () => {
    expect(imbalancesOf(reconciliation())).toEqual([]);
    expect(balanceLines(reconciliation())).toMatch(/^In balance: received = handed over/);
  });

  it('names the commodity that differs by a gram overall', () => {
    const report = reconciliation({ commodities: [commodityRow({ received: 100.001 })] });
    expect(imbalancesOf(report)).toMatchObject([{ where: 'overall', commodity: 'rice', difference: 1n }]);
    expect(balanceLines(report)).toBe(
      'OUT OF BALANCE overall: rice received 100.001 kg, accounted for 100 kg',
    );
  });

  it('names the location that differs', () => {
    const report = reconciliation();
    const [first, ...others] = report.locations as [ReconciliationAnswer['locations'][number]];
    const broken: ReconciliationAnswer = {
      ...report,
      locations: [
        { ...first, commodities: first.commodities.map((row) => ({ ...row, onHand: row.onHand - 0.5 })) },
        ...others,
      ],
    };
    expect(imbalancesOf(broken)).toMatchObject([{ where: 'C-01', difference: 500n }]);
  });

  it.each([
    [0.1, 'kg', 100n],
    [1.000001, 't', 1_000_001n],
    [-2.5, 'l', -2_500n],
    [1_542_200, 'kg', 1_542_200_000n],
    [3, 'bottle', 3n],
  ] as const)('reads %d %s as whole base units', (value, unit, base) => {
    expect(baseUnits(value, unit)).toBe(base);
  });

  it('refuses half a bottle', () => {
    expect(() => baseUnits(0.5, 'bottle')).toThrow('0.5 bottle is not a whole number of base units');
  });
});

const unnoted = { state: 'open' as const, notes: [] };
const recordedAt = '2020-08-10T12:00:00.000Z';

describe('the report', () => {
  it('shows commodities, pledges, locations with coverage, shortfalls, what looks wrong, payers, exceptions and the balance', () => {
    const text = reportText({
      reconciliation: reconciliation(),
      pledges: [
        { commodity: 'rice', quantity: 0.5, unit: 't', source: 'the reserve', responsible: 'Cabinet' },
        { commodity: 'soap', source: 'the ministry', responsible: 'Ministry of Light Industry' },
      ],
      shortWaybills: [
        {
          shipmentId: 'W-1',
          orderId: 'order-1',
          status: 'part-arrived',
          to: 'HUB',
          events: [],
          lines: [
            {
              commodity: 'rice',
              unit: 'kg',
              dispatched: 105,
              received: 98,
              lost: 2,
              shortfall: 5,
              surplus: 0,
            },
            {
              commodity: 'oil',
              unit: 'bottle',
              dispatched: 9,
              received: 9,
              lost: 0,
              shortfall: 0,
              surplus: 0,
            },
          ],
        },
      ],
      anomalies: [
        {
          anomalyId: 'A-1',
          kind: 'shortfall',
          locationId: 'HUB',
          commodity: 'rice',
          unit: 'kg',
          quantity: 5,
          references: ['W-1'],
          recordedAt,
          ...unnoted,
        },
        {
          anomalyId: 'A-2',
          kind: 'count-variance',
          locationId: 'C-01',
          commodity: 'rice',
          unit: 'kg',
          quantity: -1,
          references: ['N-1'],
          recordedAt,
          ...unnoted,
        },
        {
          anomalyId: 'A-3',
          kind: 'shared-collector',
          quantity: 6,
          references: ['H-1', 'H-2'],
          recordedAt,
          ...unnoted,
        },
      ],
      exceptions: [
        {
          exceptionId: 'x-1',
          status: 'rejected',
          reason: 'exceeds-entitlement',
          reference: 'R-9',
          householdId: 'H-9',
          locationId: 'C-01',
          detail: { entitled: 20, received: 0, asked: 40 },
          event: { source: 'urn:desk', id: 'sheet-1', type: 'relief.handovers.made.v1' },
          recordedAt,
          ...unnoted,
          original: { receiptId: 'R-9' },
        },
      ],
    });
    expect(text).toBe(
      `
Reconciliation of order-1 (active, as of 2020-08-10T12:00:00.000Z)

Commodity  Unit  Planned  Received  Lost  Handed over  On hand  In transit  Variance  Outstanding
─────────  ────  ───────  ────────  ────  ───────────  ───────  ──────────  ────────  ───────────
rice       kg        200       100     2           60       27          10        -1          140

Pledged  Promised                     Received     On hand  Responsible
───────  ───────────────────────────  ───────────  ───────  ──────────────────────────
rice     0.5 t                        100 kg       27 kg    Cabinet
soap     promised, no quantity given  nothing yet           Ministry of Light Industry

Households served by location, and how much of what they are due has been handed over

Location  Kind    Households  Persons  Served    rice
────────  ──────  ──────────  ───────  ──────  ──────
C-01      centre           5       20       3  60.0 %

Goods at the hub and the stores, and goods outside the rations

Location  Kind  Commodity  Unit  Received  Lost  Sent on  On hand
────────  ────  ─────────  ────  ────────  ────  ───────  ───────
HUB       hub   rice       kg         100     0       80       20

Waybills with a shortfall

Waybill  To   Commodity  Unit  Dispatched  Received  Lost  Short
───────  ───  ─────────  ────  ──────────  ────────  ────  ─────
W-1      HUB  rice       kg           105        98     2      5

Anomalies: 1 count-variance, 1 shared-collector, 1 shortfall

Anomaly           Location  Commodity  Quantity  Unit  References
────────────────  ────────  ─────────  ────────  ────  ──────────
count-variance    C-01      rice             -1  kg    N-1
shared-collector                              6        H-1, H-2
shortfall         HUB       rice              5  kg    W-1

Stipend: 96,000 KPW due, 64,000 paid to 4 households, 32,000 outstanding

Payer      Payments  Paid (KPW)
─────────  ────────  ──────────
office-01         4      64,000

Not posted: 0 held, 1 rejected

Status    Reason               Place  Reference
────────  ───────────────────  ─────  ─────────
rejected  exceeds-entitlement  C-01   R-9
    H-9
    entitled 20, received 0, asked 40
`
        .trim()
        .concat(`\n\n${balanceLines(reconciliation())}`),
    );
  });

  it('rounds coverage down, so that 100 % means all', () => {
    expect(coverage(9_999n, 10_000n)).toBe('99.9 %');
    expect(coverage(10_000n, 10_000n)).toBe('100.0 %');
    expect(coverage(0n, 0n)).toBe('–');
  });

  it('keeps what was not posted within 80 columns, however much there is to say of it', () => {
    const expected = `one of ${Array.from({ length: 30 }, (_, at) => `relief.type-${at}.v1`).join(', ')}`;
    const detail = { path: 'type', expected };
    const reference = `handovers-${'f'.repeat(32)}`;
    const table = exceptionsTable([{ status: 'rejected', reason: 'invalid-message', reference, detail }]);
    expect(Math.max(...table.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(table.replaceAll(/\s+/g, ' ')).toContain(expected);
  });

  it('takes a table of more rows than a call has arguments', () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => [`x-${index}`]);
    expect(textTable(['Exception'], rows).split('\n')).toHaveLength(200_002);
  });

  it('aligns numbers to the right and text to the left', () => {
    expect(
      textTable(
        ['A', 'Count'],
        [
          ['x', 1_000],
          ['long', 2],
        ],
      ),
    ).toBe('A     Count\n────  ─────\nx     1,000\nlong      2');
  });
});
