/** `npm run cards`: measures how long the page takes to draw up the cards of a large centre, and to print them. */
import type { Page } from 'playwright-core';
import { hrefOf } from '../../dashboard/place.ts';
import { launchChromium } from '../../tools/screenshots/chromium.ts';
import { Desk, startSystem } from '../flows/desk.ts';
import { centreId, orderId, playYard } from './desk/yard.ts';

const householdCount = 2_600;
const rounds = 3;

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const since = (begin: number): string => ((performance.now() - begin) / 1_000).toFixed(2);

/** How long the page's own thread has computed: whatever else the machine does, this is the page's part. */
async function computedBy(page: Page): Promise<() => Promise<string>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0).toFixed(2);
  };
}

const system = await startSystem();
const ledger = new Desk(system);
try {
  await playYard(ledger, householdCount);
  const browser = await launchChromium();
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const page = await browser.newPage({ locale: 'en-GB' });
      const computed = await computedBy(page);
      const begin = performance.now();
      await page.goto(`${system.outputs.ApiUrl}/${hrefOf(orderId, 'cards', centreId)}`);
      const codes = page.locator('.paper-card .qr-code');
      await codes.nth(householdCount - 1).waitFor();
      const drawn = `${since(begin)} s, of which the page computes ${await computed()} s`;
      print(`${round}: ${await codes.count()} cards with their codes, from an empty page: ${drawn}`);
      const atPrinter = performance.now();
      const paper = await page.pdf({ format: 'A4', preferCSSPageSize: true });
      const sheets = paper.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
      const printed = `${since(atPrinter)} s, together ${since(begin)} s and ${await computed()} s of the page`;
      print(`${round}: ${sheets} sheets of paper: ${printed}`);
      await page.close();
    }
  } finally {
    await browser.close();
  }
} finally {
  ledger.close();
  await system.stop();
}
