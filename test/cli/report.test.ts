import { describe, expect, it } from 'vitest';
import { baseUnits, imbalancesOf, type Reconciliation } from '../../tools/cli/reconciliation.ts';
import { balanceLines, coverage, reportText, textTable } from '../../tools/cli/report.ts';
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
    const [first, ...others] = report.locations as [Reconciliation['locations'][number]];
    const broken: Reconciliation = {
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
    expect(() => baseUnits(0.5, 'bottle')).toThrow('0.5 bottle is no whole number of base units');
  });
});

describe('the report', () => {
  it('shows commodities, locations with coverage, payers, exceptions and the balance', () => {
    const text = reportText(reconciliation(), [
      {
        exceptionId: 'x-1',
        status: 'rejected',
        reason: 'exceeds-entitlement',
        reference: 'R-9',
        householdId: 'H-9',
        locationId: 'C-01',
        detail: { entitled: 20, received: 0, asked: 40 },
      },
    ]);
    expect(text).toBe(
      `
Reconciliation of order-1 (active, as of 2020-08-10T12:00:00.000Z)

Commodity  Unit  Planned  Received  Lost  Handed over  On hand  In transit  Outstanding
─────────  ────  ───────  ────────  ────  ───────────  ───────  ──────────  ───────────
rice       kg        200       100     2           60       27          10          140

Households served by location, and how much of what they are owed they have had

Location  Kind    Households  Persons  Served    rice
────────  ──────  ──────────  ───────  ──────  ──────
C-01      centre           5       20       3  60.0 %
HUB       hub              0        0       0       –

Stipend: 96,000 KPW due, 64,000 paid to 4 households, 32,000 outstanding

Payer      Payments  Paid (KPW)
─────────  ────────  ──────────
office-01         4      64,000

Not posted: 0 held, 1 rejected

Status    Reason               Reference  Household  Location or payer  Detail
────────  ───────────────────  ─────────  ─────────  ─────────────────  ───────────────────────────────────────
rejected  exceeds-entitlement  R-9        H-9        C-01               {"entitled":20,"received":0,"asked":40}
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
