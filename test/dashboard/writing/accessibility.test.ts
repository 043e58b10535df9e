/** Every form as somebody with a screen reader, a phone, another language or a dark room has it. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hrefOf } from '../../../dashboard/place.ts';
import { type FormName, formHref } from '../../../dashboard/writing/offers.ts';
import { expectToFit, violationsInThemes, violationsOf } from '../accessibility.ts';
import { orderId } from '../small-round.ts';
import { shownRoundStage } from '../stage.ts';
import { visit } from '../visit.ts';

const stage = shownRoundStage();

const on = (address: string, look: (page: Page) => Promise<void>): Promise<void> =>
  visit(stage.browser, `${stage.url}/${address}`, look);

const onKoreanPhone = (address: string, look: (page: Page) => Promise<void>): Promise<void> =>
  visit(stage.browser, `${stage.url}/${address}`, look, {
    locale: 'ko-KR',
    viewport: { width: 360, height: 740 },
  });

const places: readonly (readonly [FormName, string | undefined])[] = [
  ['receive', 'W-1/C-2'],
  ['count', 'C-1'],
  ['lose', 'C-1'],
  ['dispatch', 'C-1'],
  ['close', 'W-1/C-2'],
  ['transfer', 'C-1'],
  ['handover', 'C-1~H-1'],
  ['return', 'C-1~H-1~R-1'],
  ['missed', 'C-1~H-1'],
  ['pay', 'P-1~C-1'],
  ['reverse', 'P-1~H-1~Y-1'],
  ['fund', 'P-1'],
  ['households', 'C-1'],
  ['leave', 'H-1'],
  ['erase', 'H-1'],
  ['locations', undefined],
  ['issue', undefined],
  ['amend', undefined],
  ['cancel', undefined],
  ['void', 'urn:test:desk#no-such-event'],
];

/** Goes on with nothing filled in, so that what is wrong is on show as well. */
const goOn = (page: Page): Promise<void> => page.locator('form.writing button[type="submit"]').click();

describe.each(places)('the form %s of %s', (form, of) => {
  it('is accessible with its faults: in light and in dark, and in Korean on a phone, where it fits', async () => {
    const address = formHref(form, orderId, of);
    await on(address, async (page) => {
      await goOn(page);
      expect(await violationsInThemes(page)).toEqual([]);
    });
    await onKoreanPhone(address, async (page) => {
      await goOn(page);
      await expectToFit(page);
      expect(await violationsOf(page)).toEqual([]);
    });
  });
});

describe('a correction', () => {
  it('is accessible, and fits a phone', async () => {
    const { exceptionId } = await stage.desk.exception('rejected', 'R-2');
    await on(formHref('correct', orderId, exceptionId), async (page) => {
      await page.locator('form.writing').waitFor();
      expect(await violationsInThemes(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      await expectToFit(page);
    });
  });
});

describe('the list of forms', () => {
  it('is accessible, and fits a phone', async () => {
    await on(hrefOf(orderId, 'write'), async (page) => {
      expect(await violationsInThemes(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      await expectToFit(page);
    });
  });
});
