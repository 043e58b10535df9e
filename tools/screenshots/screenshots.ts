/** `npm run screenshots`: plays the Kaesong district and takes the pictures of the page for docs/images. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { districtOptions, kaesongScenario } from '../../examples/kaesong/scenario.ts';
import { LedgerClient } from '../cli/ledger-client.ts';
import { systemOutputs } from '../cli/outputs.ts';
import { QueueDepths } from '../cli/queue-depths.ts';
import { sendThrough, sqsClient } from '../cli/queue-sender.ts';
import { tell } from '../cli/story.ts';
import { inMemory } from '../local/settings.ts';
import { startLocalSystem } from '../local/system.ts';
import { launchChromium } from './chromium.ts';

interface Picture {
  /** Of the file in docs/images. */
  readonly name: string;
  /** The address within the page. */
  readonly place: string;
  readonly width: number;
  readonly height: number;
  readonly colours: 'light' | 'dark';
  readonly locale: string;
}

const projectRoot = join(import.meta.dirname, '..', '..');
const directory = join(projectRoot, 'docs', 'images');
const desk = { width: 1_280, height: 1_000, colours: 'light', locale: 'en-GB' } as const;

async function pictures(orderId: string, api: LedgerClient): Promise<readonly Picture[]> {
  const order = `#/orders/${orderId}`;
  const centre = (await api.reconciliation(orderId))?.locations.find(({ kind }) => kind === 'centre');
  return [
    { ...desk, name: 'overview', place: order, height: 1_545 },
    { ...desk, name: 'centre-dark', place: `${order}/locations/${centre?.locationId}`, colours: 'dark' },
    { ...desk, name: 'not-served', place: `${order}/not-served/${centre?.locationId}`, height: 620 },
    { ...desk, name: 'overview-korean', place: order, locale: 'ko-KR', height: 1_545 },
    { ...desk, name: 'phone', place: order, width: 390, height: 844 },
  ];
}

async function take(browser: Browser, apiUrl: string, picture: Picture): Promise<void> {
  const { name, place, width, height, colours, locale } = picture;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: colours, locale });
  const page = await context.newPage();
  await page.goto(`${apiUrl}/${place}`);
  await everythingIsRead(page);
  await page.screenshot({ path: join(directory, `${name}.png`) });
  await context.close();
  process.stdout.write(`docs/images/${name}.png\n`);
}

async function everythingIsRead(page: Page): Promise<void> {
  await page.locator('main h1').waitFor();
  await page.waitForLoadState('networkidle');
  await page.locator('.loading').first().waitFor({ state: 'detached' });
}

const scenario = kaesongScenario(districtOptions);
const system = await startLocalSystem({
  apiPort: 0,
  sqsPort: 0,
  dynamoDbPort: 0,
  dataDir: inMemory,
  keepsSchedules: false,
  projectRoot,
  log: (line) => process.stderr.write(`${line}\n`),
});
const outputs = systemOutputs(system.outputs, 'the local system');
const client = sqsClient(outputs);
try {
  const depths = new QueueDepths(client, outputs);
  const api = new LedgerClient(outputs.apiUrl);
  await tell(scenario, {
    queues: outputs.queues,
    sendBatch: sendThrough(client),
    depths,
    api,
    output: process.stdout,
  });
  await mkdir(directory, { recursive: true });
  const browser = await launchChromium();
  try {
    for (const picture of await pictures(scenario.orderId, api)) await take(browser, outputs.apiUrl, picture);
  } finally {
    await browser.close();
  }
} finally {
  client.destroy();
  await system.stop();
}
