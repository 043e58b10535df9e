/** `npm run desks`: measures desks without a network, in a browser and twenty at a time, and prints what they take. */
import { setTimeout as pause } from 'node:timers/promises';
import type { HandoverDesk } from '../../../dashboard/desk/handover-desk.ts';
import { table } from '../../../tools/bench/text-table.ts';
import type { LocalSystem } from '../../../tools/local/system.ts';
import { launchChromium } from '../../../tools/screenshots/chromium.ts';
import { Desk, startSystem } from '../../flows/desk.ts';
import { Dice } from '../../support/dice.ts';
import { goodNetwork, openDesk, overNetwork, serve, settle, type Traffic, takeWhole } from './many-desks.ts';
import { numberOf, playYard } from './yard.ts';

const householdCount = 2_600;
const hours = 8;
const deskCount = 8;
/** Households of one measurement of conflicts. */
const perCell = 200;
/** Hours between two lists, and the share of households that come to a second desk. */
const [ages, overlaps] = [
  [1, 4, 8],
  [0.01, 0.05, 0.2],
] as const;
/** A keystroke of an average typist, and the thought before it: the keystroke-level model of Card, Moran and Newell. */
const [keySeconds, thoughtSeconds] = [0.28, 1.35];

const dice = new Dice('desks');
const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function measureBrowser({ outputs }: LocalSystem, count: number): Promise<void> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ locale: 'en-GB' });
    await page.goto(`${outputs.ApiUrl}/#/desk`);
    await page.getByRole('combobox', { name: /^Order/ }).waitFor();
    const from = performance.now();
    await page.getByRole('button', { name: 'Take it along' }).click();
    await page.getByRole('heading', { level: 1, name: 'First centre' }).waitFor();
    print(`list of ${householdCount} households taken along in ${seconds(performance.now() - from)} s`);
    await page.context().setOffline(true);
    const times: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const number = String(index + 1);
      const begun = performance.now();
      await page.keyboard.type(number);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await page.getByText(`Recorded: ${numberOf(index)}`).waitFor();
      times.push((performance.now() - begun) / 1_000 + (number.length + 2) * keySeconds + thoughtSeconds);
    }
    times.sort((one, other) => one - other);
    const at = (share: number): string =>
      seconds(1_000 * (times[Math.floor(share * (times.length - 1))] ?? 0));
    print(`seconds a household, the clerk's keys and thought included: median ${at(0.5)}, longest ${at(1)}`);
  } finally {
    await browser.close();
  }
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(2);

/** A day of 50 households an hour at one desk, sent once an hour; nobody else serves them. */
async function measureTraffic({ outputs }: LocalSystem, first: number): Promise<void> {
  const traffic: Traffic = { sent: 0, received: 0, sheets: 0 };
  let now = Date.now() - hours * 3_600_000;
  const desk = await openDesk(
    outputs.ApiUrl,
    'traffic',
    (api) => overNetwork(api, goodNetwork, dice, traffic),
    undefined,
    () => new Date(now),
  );
  await takeWhole(desk);
  for (let index = 0; index < 400; index += 1) {
    await serve(desk, numberOf(first + index));
    now += (hours * 3_600_000) / 400;
    if (index % 50 === 49) await desk.sync();
  }
  await settle([desk], dice);
  const kilobytes = (bytes: number): string => (bytes / 1_000).toFixed(0);
  print(
    `a day of 400 receipts: ${traffic.sheets} sheets, ${kilobytes(traffic.sent)} kB sent, ${kilobytes(traffic.received)} kB of answers`,
  );
}

/** Refused of 1,000 receipts, where lists are taken anew every `age` hours and some households come to a second desk. */
async function conflicts(
  { outputs }: LocalSystem,
  first: number,
  age: number,
  overlap: number,
): Promise<number> {
  const desks = await Promise.all(
    Array.from({ length: deskCount }, (_, at) => openDesk(outputs.ApiUrl, `${first}-${at}`)),
  );
  const visits = Array.from({ length: perCell }, (_, index) => {
    const desk = dice.whole(0, deskCount - 1);
    const visit = { index: first + index, desk, hour: dice.whole(0, hours - 1) };
    const again = { ...visit, desk: (desk + 1) % deskCount, hour: dice.whole(0, hours - 1) };
    return dice.chance(overlap) ? [visit, again] : [visit];
  }).flat();
  for (let hour = 0; hour < hours; hour += 1) {
    if (hour % age === 0) {
      await settle(desks, dice);
      for (const desk of desks) await takeWhole(desk);
    }
    for (const visit of visits) {
      const desk = visit.hour === hour ? desks[visit.desk] : undefined;
      if (desk !== undefined) await serve(desk, numberOf(visit.index));
    }
    if ((hour + 1) % age === 0) for (const desk of desks) await desk.sync();
  }
  await settle(desks, dice);
  return (1_000 * count(desks, 'rejected')) / (count(desks, 'posted') + count(desks, 'rejected'));
}

const count = (desks: readonly HandoverDesk[], is: string): number =>
  desks.flatMap((desk) => desk.records.filter((record) => desk.stateOf(record).is === is)).length;

const system = await startSystem();
const ledger = new Desk(system);
try {
  await playYard(ledger, householdCount);
  await measureBrowser(system, 100);
  await measureTraffic(system, 100);
  const rows: string[][] = [];
  let first = 500;
  for (const age of ages) {
    const row = [`${age} h`];
    for (const overlap of overlaps) {
      row.push((await conflicts(system, first, age, overlap)).toFixed(0));
      first += perCell;
      await pause(0);
    }
    rows.push(row);
  }
  print('refused of 1,000 receipts, by hours between lists and share of households at a second desk:');
  print(table([['list age', ...overlaps.map((overlap) => `${100 * overlap} %`)], ...rows]));
} finally {
  ledger.close();
  await system.stop();
}
