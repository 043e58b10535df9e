/**
 * What most tests of the page begin with: a browser, and a system of their own in whose books the small round stands. The
 * round is played once in a run of the tests; each file starts its system on a copy of those books.
 */
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';
import type { TokenIssuer } from '../../tools/local/http-authorizer.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import { launchChromium } from '../../tools/screenshots/chromium.ts';
import { Desk, startSystem } from '../flows/desk.ts';
import { type Issuer, startIssuer } from './issuer.ts';
import { playSmallRound } from './small-round.ts';

interface Stage {
  readonly browser: Browser;
  readonly desk: Desk;
  /** Of the page, and of the API beside it. */
  readonly url: string;
}

interface SignedInStage extends Stage {
  readonly issuer: Issuer;
}

const limitMs = 240_000;
const clientId = 'dashboard';

/** Sets the stage for the tests of a file. Guarantees: it is there when any later hook or test of the file begins. */
export function smallRoundStage(): Stage {
  const stage = {} as Stage;
  beforeAll(async () => {
    const { stop, ...set } = await stageOf();
    Object.assign(stage, set);
    return stop;
  }, limitMs);
  return stage;
}

/** As {@link smallRoundStage}, where readers sign in; its desk is a coordinator's. */
export function signedInStage(): SignedInStage {
  const stage = {} as SignedInStage;
  let issuer: Issuer | undefined;
  beforeAll(async () => {
    issuer = await startIssuer(clientId);
    const { stop, ...set } = await stageOf(
      { issuerUrl: issuer.url, audience: [clientId] },
      issuer.tokenOf(['coordinator']),
    );
    Object.assign(stage, { ...set, issuer });
    return stop;
  }, limitMs);
  afterAll(() => issuer?.stop());
  return stage;
}

async function stageOf(
  issuer?: TokenIssuer,
  token?: string,
): Promise<Stage & { readonly stop: () => Promise<void> }> {
  const books = mkdtempSync(join(inject('playedRounds'), 'copy-'));
  cpSync(await smallRoundBooks(), books, { recursive: true });
  const [browser, system] = await Promise.all([launchChromium(), startSystem(books, issuer)]);
  const desk = new Desk(system, token);
  const stop = async (): Promise<void> => {
    await browser.close();
    desk.close();
    await system.stop();
    rmSync(books, { recursive: true });
  };
  return { browser, desk, url: system.outputs.ApiUrl, stop };
}

/** The data directory of a system that has played the small round; whichever file needs it first plays it. */
async function smallRoundBooks(): Promise<string> {
  const books = join(inject('playedRounds'), 'small');
  if (existsSync(books)) return books;
  const unfinished = `${books}-${process.pid}`;
  const system: LocalSystem = await startSystem(unfinished);
  const desk = new Desk(system);
  try {
    await playSmallRound(desk);
  } finally {
    desk.close();
    await system.stop();
  }
  try {
    renameSync(unfinished, books);
  } catch (error) {
    // Another file was quicker.
    if (!existsSync(books)) throw error;
  }
  return books;
}
