import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HandoverDesk } from '../../../dashboard/desk/handover-desk.ts';
import type { LocalSystem } from '../../../tools/local/system.ts';
import { Desk, startSystem } from '../../flows/desk.ts';
import { Dice } from '../../support/dice.ts';
import { openDesk, overNetwork, serve, settle, statesOf, takeWhole } from './many-desks.ts';
import { centreId, numberOf, orderId, playYard } from './yard.ts';

const deskCount = 20;
const householdCount = 200;
/** Of these households a member goes to a second desk that cannot know of the first. */
const twiceCount = 12;
const seed = process.env['SEED'] ?? '608362221';
const dice = new Dice(seed);

let system: LocalSystem;
let ledger: Desk;
let desks: readonly HandoverDesk[];

beforeAll(async () => {
  system = await startSystem();
  ledger = new Desk(system);
  await playYard(ledger, householdCount);
  const bad = { lost: 0.25, unanswered: 0.25, repeated: 0.3 };
  const open = async (index: number, database?: string): Promise<HandoverDesk> =>
    openDesk(system.outputs.ApiUrl, String(index), (api) => overNetwork(api, bad, dice), database);
  desks = await Promise.all(Array.from({ length: deskCount }, (_, index) => open(index, `desk-${index}`)));
  for (const desk of desks) await takeWhole(desk);
  for (let index = 0; index < householdCount; index += 1) {
    const at = dice.whole(0, deskCount - 1);
    await serve(deskAt(at), numberOf(index));
    if (index < twiceCount) await serve(deskAt((at + 1) % deskCount), numberOf(index));
    // Here and there somebody sends before the day is over.
    if (dice.chance(0.1)) await deskAt(at).sync();
  }
  // Every second device is switched off without a warning, and opened again.
  desks = await Promise.all(desks.map((desk, at) => (at % 2 === 0 ? desk : open(at, `desk-${at}`))));
  await settle(desks, dice);
});

afterAll(async () => {
  ledger?.close();
  await system?.stop();
});

function deskAt(index: number): HandoverDesk {
  const desk = desks[index];
  if (desk === undefined) throw new Error(`There is no desk ${index}`);
  return desk;
}

describe(`20 desks with stale lists, over a network that is cut at half of its requests (SEED=${seed})`, () => {
  it('lose nothing: every receipt is decided, and known on the desk that made it', () => {
    expect(desks.flatMap(({ records }) => records)).toHaveLength(householdCount + twiceCount);
    expect(desks.map(({ unsent }) => unsent)).toEqual(desks.map(() => 0));
  });

  it('double nothing: no household has more than it is due', async () => {
    const list = await ledger.all(`/locations/${centreId}/distribution-list?orderId=${orderId}`);
    expect(list.map(({ commodities }) => commodities.map((one: any) => one.received))).toEqual(
      list.map(() => [10, 2]),
    );
    const report = await ledger.get(`/orders/${orderId}/reconciliation`);
    const rice = report.commodities.find((one: any) => one.commodity === 'rice');
    expect([rice.handedOver, rice.overIssued, rice.onHand]).toEqual([10 * householdCount, 0, 0]);
    expect(await ledger.deadLetters()).toBe(0);
  });

  it('tell each refusal by name, on the desk that caused it', async () => {
    const refused = desks.flatMap((desk) =>
      desk.records
        .filter((record) => desk.stateOf(record).is === 'rejected')
        .map((record) => ({ desk, record })),
    );
    expect(refused.map(({ record }) => record.householdId).sort()).toEqual(
      Array.from({ length: twiceCount }, (_, index) => numberOf(index)),
    );
    const ledgerRefusals = await ledger.all(`/exceptions?status=rejected&orderId=${orderId}`);
    for (const { desk, record } of refused) {
      const { exceptionId } = ledgerRefusals.find(({ reference }) => reference === record.key) ?? {};
      expect(desk.stateOf(record)).toMatchObject({
        is: 'rejected',
        reason: 'exceeds-entitlement',
        exceptionId,
      });
    }
    expect(ledgerRefusals).toHaveLength(refused.length);
  });

  it('send sheets and never singles: as few events as there were times to send', () => {
    const sheets = new Set(desks.flatMap(({ records }) => records.map(({ sheet }) => sheet)));
    expect(sheets.size).toBeLessThan((householdCount + twiceCount) / 2);
    expect(statesOf(deskAt(0)).every(({ is }) => is === 'posted' || is === 'rejected')).toBe(true);
  });

  it('may all be left once everything is sent, and keep nobody', async () => {
    for (const desk of desks) {
      expect(await desk.leave()).toBe(true);
      expect([desk.lists, desk.records]).toEqual([[], []]);
    }
  });
});
