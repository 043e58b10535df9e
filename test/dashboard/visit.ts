/**
 * Visits to the page, looked at once its answers are there. A browser leaves its page open from visit to visit, as readers
 * do, and walks on to the next place: what a new page would load and compile again takes longer than most looks.
 */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { hrefOf, placeOf } from '../../dashboard/place.ts';
import { expectToFit, violationsInThemes, violationsOf } from './accessibility.ts';

/** How long a page may take for each thing that is looked for: a machine may stand still for seconds, and nobody's work is lost. */
export const patienceMs = 30_000;

interface VisitOptions extends BrowserContextOptions {
  /** Who has signed in; nobody else's page is theirs. */
  readonly reader?: string;
  /** Is told of each page that is opened, before it shows anything. */
  readonly onOpen?: (page: Page) => void;
}

type Look = (page: Page) => Promise<void>;

interface OpenPage {
  readonly page: Page;
  /** What the browser kept for it when it was new. */
  readonly kept: string;
}

/** The pages that each browser has open, by what they were opened with. */
const openPages = new WeakMap<Browser, Map<string, OpenPage>>();

const viewport = { width: 1280, height: 720 };

/** What a reader has chosen that outlasts a page; the browser's own name is nobody's choice. */
const keptBy = (page: Page): Promise<string> =>
  page.evaluate(
    "JSON.stringify(Object.entries(localStorage).filter(([name]) => name !== 'relief-ledger.device').sort())",
  );

/**
 * Looks at a place of the page. Guarantees: nothing that an earlier look chose, opened or filled in is seen by this one; a
 * page whose look failed is used no more.
 */
export async function visit(
  browser: Browser,
  url: string,
  look: Look,
  { viewport: size, reader, onOpen, ...options }: VisitOptions = {},
): Promise<void> {
  const pages = openPages.get(browser) ?? new Map<string, OpenPage>();
  openPages.set(browser, pages);
  const asked = { locale: 'en-GB', reducedMotion: 'reduce', ...options } as const;
  const openedWith = JSON.stringify([new URL(url).origin, reader, asked]);
  const open = pages.get(openedWith);
  pages.delete(openedWith);
  const page = open?.page ?? (await (await browser.newContext(asked)).newPage());
  if (open === undefined) onOpen?.(page);
  page.setDefaultTimeout(patienceMs);
  try {
    await page.setViewportSize(size ?? viewport);
    if (open === undefined) await page.goto(url);
    else await walkOn(open, url);
    await page.locator('main h1:not([data-left])').waitFor();
    await page.locator('.loading').first().waitFor({ state: 'detached' });
    const kept = open?.kept ?? (await keptBy(page));
    await look(page);
    await page.unrouteAll();
    await page.emulateMedia({ ...asked, media: null, colorScheme: 'light' });
    pages.set(openedWith, { page, kept });
  } catch (error) {
    if (error instanceof Error) error.message += `\n${await shownAt(page)}`;
    throw error;
  } finally {
    if (!pages.has(openedWith)) await page.context().close();
  }
}

/** What was to be seen when a look failed: with it, a failure on another machine can be told. */
const shownAt = async (page: Page): Promise<string> =>
  `${page.url()} showed:\n${await page.locator('body').innerText({ timeout: 1_000 }).catch(String)}`;

/** A place that shows nothing and asks for nothing, whoever reads: what was on show is gone there. */
const nowhere = hrefOf('nowhere', 'seals');

/** Goes to another place of the same order as by links. What a look has chosen, and an order that is new, need a new load. */
async function walkOn({ page, kept }: OpenPage, url: string): Promise<void> {
  const [here, there] = [page.url(), url].map((address) => placeOf(new URL(address).hash).orderId);
  if (here !== there || (await keptBy(page)) !== kept) {
    await page.evaluate('localStorage.clear()');
    await page.goto('about:blank');
    await page.goto(url);
    return;
  }
  await page.evaluate(`location.hash = '${nowhere}'`);
  await page.locator('.empty-page h1').evaluate((heading) => heading.setAttribute('data-left', ''));
  await page.goto(url);
}

/** Where a file's visits go; known when the first of them begins. */
interface Shown {
  readonly browser: Browser;
  readonly url: string;
}

interface Visits {
  /** A visit that ends in what another look judges, of `page.test.ts` or of the same file. What it ends in fits a phone. */
  on(hash: string, look: Look): Promise<void>;
  /** A visit that ends in what no other look judges: it is accessible in each theme, and on a phone, which it fits. */
  onForAll(hash: string, look: Look, options?: BrowserContextOptions): Promise<void>;
}

/** The visits of a file to what is on show. */
export function visitsTo(shown: Shown): Visits {
  const at = (hash: string, look: Look, options: BrowserContextOptions = {}): Promise<void> =>
    visit(shown.browser, `${shown.url}/${hash}`, look, options);
  return {
    on: (hash, look) =>
      at(hash, async (page) => {
        await look(page);
        await expectToFitPhone(page);
      }),
    onForAll: (hash, look, options) =>
      at(
        hash,
        async (page) => {
          await look(page);
          await page.locator('.loading').first().waitFor({ state: 'detached' });
          expect(await violationsInThemes(page)).toEqual([]);
          await expectToFitPhone(page);
          expect(await violationsOf(page), 'on a phone').toEqual([]);
        },
        options,
      ),
  };
}

async function expectToFitPhone(page: Page): Promise<void> {
  await page.setViewportSize({ width: 360, height: 740 });
  await expectToFit(page);
}
