import { expect, it } from 'vitest';
import { Dice } from '../support/dice.ts';
import { deskSheetsIn } from './desks.ts';
import { drawHistory, type Sending } from './history.ts';
import { drawFaults, Simulation } from './simulation.ts';

/** So many have desks among them. */
const histories = 40;

interface Row {
  readonly householdId: string;
  readonly sheet: Sending;
  readonly outcome: string;
}

const householdsIn = ({ body }: Sending): readonly string[] => {
  const { receipts, households } = JSON.parse(body).data;
  return (receipts ?? households).map(({ householdId }: { householdId: string }) => householdId);
};

const sourceOf = ({ body }: Sending): string => JSON.parse(body).source;

it('loses no receipt of a desk, doubles none, and tells each collision, through any history and any faults', {
  timeout: 300_000,
}, async () => {
  const rows: Row[] = [];
  let [played, largest, collisionsTold] = [0, 0, 0];
  for (let index = 0; played < histories; index += 1) {
    const seed = `desks-${index}`;
    const dice = new Dice(seed);
    const history = drawHistory(dice, 'wild');
    const sheets = deskSheetsIn(history);
    if (sheets.length === 0) continue;
    played += 1;
    const simulation = new Simulation(seed, history, drawFaults(dice));
    // The auditor's promises: every row has one answer, no document is booked twice, nobody holds more than is due.
    expect(await simulation.run().then(() => undefined, String), seed).toBeUndefined();
    const own = sheets.flatMap((sheet) => {
      const households = householdsIn(sheet);
      const outcomes = simulation.auditor.outcomesOf(sheet);
      largest = Math.max(largest, households.length);
      expect(outcomes, `${seed} ${sheet.title}`).toHaveLength(households.length);
      return outcomes.map((outcome, at): Row => ({ householdId: households[at] ?? '', sheet, outcome }));
    });
    collisionsTold += own.filter(
      ({ householdId, sheet, outcome }) =>
        outcome === 'exceeds-entitlement' &&
        own.some((other) => other.householdId === householdId && sourceOf(other.sheet) !== sourceOf(sheet)),
    ).length;
    rows.push(...own);
  }
  // The histories have what they are about, and not only in the sheet that is full.
  const few = rows.filter(({ sheet }) => householdsIn(sheet).length < largest);
  const countOf = (outcome: string, among = few): number =>
    among.filter((row) => row.outcome === outcome).length;
  expect(countOf('unanswered', rows)).toBe(0);
  expect(countOf('posted')).toBeGreaterThan(10);
  expect(countOf('missed')).toBeGreaterThan(5);
  expect(collisionsTold).toBeGreaterThan(20);
  expect(largest).toBe(500);
});
