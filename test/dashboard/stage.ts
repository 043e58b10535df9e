/**
 * What most tests of the page begin with: a browser, and a system in whose books the small round stands. The round is
 * played once in a run of the tests (`prepare-round.ts`). A file that writes starts a system of its own on a copy of those
 * books; those that only look share one.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import type { TokenIssuer } from '../../tools/local/http-authorizer.ts';
import type { LocalOutputs } from '../../tools/local/system.ts';
import { launchChromium } from '../../tools/screenshots/chromium.ts';
import { Desk, startSystem } from '../flows/desk.ts';
import { dynamoDbOf } from '../local/fixture.ts';
import { type Issuer, startIssuer } from './issuer.ts';

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

/** As {@link smallRoundStage}, of a system that other files look at meanwhile. Guarantees: the file has written nothing. */
export function shownRoundStage(): Stage {
  const stage = {} as Stage;
  beforeAll(async () => {
    const outputs = await roundFrom<LocalOutputs>('shown');
    const before = await itemsOf(outputs);
    const browser = await launchChromium();
    const desk = new Desk({ outputs });
    Object.assign(stage, { browser, desk, url: outputs.ApiUrl });
    return async () => {
      await browser.close();
      desk.close();
      expect(await itemsOf(outputs)).toEqual(before);
    };
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
  const books = mkdtempSync(join(tmpdir(), 'relief-round-'));
  cpSync(await roundFrom('books'), books, { recursive: true });
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

/** What is asked of the small round: the directory of its books, or the outputs of the system that shows it. */
async function roundFrom<T>(path: 'books' | 'shown'): Promise<T> {
  const response = await fetch(`${inject('smallRound')}/${path}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T;
}

/** How many items each table holds. */
async function itemsOf(outputs: LocalOutputs): Promise<Readonly<Record<string, number>>> {
  const client = dynamoDbOf({ outputs });
  const counts = Object.entries(outputs.Tables).map(async ([name, TableName]) => {
    const pages = paginateScan({ client }, { TableName, Select: 'COUNT', ConsistentRead: true });
    let items = 0;
    for await (const { Count = 0 } of pages) items += Count;
    return [name, items] as const;
  });
  return Object.fromEntries(await Promise.all(counts).finally(() => client.destroy()));
}
