/**
 * What a new user does with the tour and nothing else: every command of it, in its order, in a shell on a copy of the
 * project, and every output held against what the tour says; the page is looked at meanwhile in a browser. Then the
 * commands of all other pages, on the same system.
 */
import { readdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cityProperPopulation } from '../../examples/kaesong/registry.ts';
import { districtOptions, kaesongScenario } from '../../examples/kaesong/scenario.ts';
import { auditLines } from '../../tools/cli/audit-lines.ts';
import { LedgerClient } from '../../tools/cli/ledger-client.ts';
import { imbalancesOf } from '../../tools/cli/reconciliation.ts';
import { synthesizedAssembly } from '../../tools/local/assembly.ts';
import { frontPage, pagesOf } from '../../tools/local/front-page.ts';
import { launchChromium } from '../../tools/screenshots/chromium.ts';
import { projectRoot } from '../flows/desk.ts';
import { type Block, inlineCommands, pages, shellBlocks } from './markdown.ts';
import { NewUser } from './new-user.ts';

const tour = 'docs/tour.md';
const blocks = shellBlocks(tour);

/** The block with a command; a tour without it is not this test's. */
function blockWith(command: string): Block {
  const block = blocks.find(({ text }) => text.includes(command));
  if (block === undefined) throw new Error(`the tour has no "${command}"`);
  return block;
}

const user = new NewUser();
/** What lies in the project's folder, beside what git ignores. */
const tracked = (): readonly string[] =>
  readdirSync(user.folder).filter((name) => name !== '.local' && name !== 'cdk.out');
const before = tracked();
let browser: Browser;
let page: Page;
const done = new Set<Block>();

/** The story of a district is played, and commands start a Node each. */
const timeoutMs = 300_000;

/** Whether a line begins as promised; `…` is whatever stands there. */
function isAsPromised(line: string, promised: string): boolean {
  let at = 0;
  return promised.split('…').every((part, index) => {
    const found = line.indexOf(part, at);
    at = found + part.length;
    return index === 0 ? found === 0 : found !== -1;
  });
}

/** Runs a block and holds what it prints against the tour, line after line. */
async function follow(block: Block): Promise<string> {
  done.add(block);
  const printed = await user.shell(block.text);
  let left = printed.split(/[\r\n]+/).map((line) => line.trim());
  for (const promised of (block.printed ?? '').split('\n').map((line) => line.trim())) {
    if (promised === '' || promised === '…') continue;
    const found = left.findIndex((line) => isAsPromised(line, promised));
    if (found === -1)
      throw new Error(`${tour}:${block.line}: "${promised}" is not in what is left of\n${left.join('\n')}`);
    left = left.slice(found + 1);
  }
  return printed;
}

beforeAll(async () => {
  browser = await launchChromium();
  // Made from the same files, they are what the first start would make, as the other tests' first start did.
  user.takeMade(await synthesizedAssembly(projectRoot, () => undefined));
  await frontPage(projectRoot);
  user.takeMade(pagesOf(projectRoot));
});

afterAll(async () => {
  await browser?.close();
  await user.stop();
});

describe('a new user with the tour', { timeout: timeoutMs }, () => {
  it('starts it, and sees on the page who has not been served at one centre', async () => {
    const start = blockWith('npm run demo -- --keep');
    done.add(start);
    const { ApiUrl } = await user.serve(start.text);
    page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    await page.goto(ApiUrl);
    const centre = page.getByRole('row', { name: /Pagyon-ri/ });
    await centre.getByRole('link', { name: '5', exact: true }).click();
    await page.getByRole('heading', { name: 'Not served yet: Pagyon-ri' }).waitFor();
    await page.getByText('311 of 316 households have received something').waitFor();
  });

  it('is told in balance, and shows what no paper shows: receipts of households that never came', async () => {
    const { orderId, receiptsForged } = kaesongScenario(districtOptions);
    const api = new LedgerClient(user.outputs().ApiUrl);
    const [report, audit] = await Promise.all([api.reconciliation(orderId), api.audit('audit-of-rice')]);
    if (report === undefined || audit === undefined) throw new Error('there is no report, or no audit');
    const said = user.served();
    const forged = receiptsForged.map(([, { receiptId }]) => receiptId);
    const met = audit.largestTaints.map(({ receiptId }) => receiptId);
    expect(imbalancesOf(report)).toEqual([]);
    expect(said).toContain(`got nothing of ${forged[0]}`);
    expect(said).toContain(auditLines(audit));
    expect(met.length).toBeGreaterThan(0);
    expect(forged).toEqual(expect.arrayContaining(met));
    for (const receiptId of met) expect(said).toMatch(new RegExp(`disputed-receipt .* ${receiptId}`));
  });

  it('prints that list, from the page and in the shell, and both name the same households', async () => {
    const onPage = await page.locator('.distribution-list tbody th a').allInnerTexts();
    expect(onPage).toHaveLength(5);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('columnheader', { name: 'Signature' }).isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'screen' });
    const printed = await follow(blockWith('--not-served\n'));
    expect(printed.match(/^KS-R01-\d+/gm)).toEqual(onPage);
  });

  it('records handovers from a CSV, and sees the page change by itself', async () => {
    const open = await page.context().newPage();
    await open.clock.install();
    await open.goto(user.outputs().ApiUrl);
    // Its clock is pushed on as well, because by itself it was seen to stand still on a busy machine.
    const says = (text: string) =>
      expect.poll(
        async () => {
          await open.clock.runFor(100);
          return open.getByText(text).count();
        },
        { timeout: 30_000 },
      );
    await says('1,992 of 2,001 households have received something').toBe(1);
    await follow(blockWith('mkdir -p .local/tour'));
    await follow(blockWith('--sheet > .local/tour/sheet.csv'));
    expect(user.read('.local/tour/came.csv').split('\n')[1]).toMatch(/,KS-R01-00002,KS-R01,/);
    // The page asks again each minute.
    await open.clock.fastForward(60_000);
    await says('1,994 of 2,001 households have received something').toBe(1);
    const centre = open.getByRole('row', { name: /Pagyon-ri/ });
    expect((await centre.innerText()).replaceAll(/\s+/g, ' ')).toMatch(/^Pagyon-ri 3 99 % 313 \/ 316 /);
  });

  it('follows every other command to the end, and each prints what the tour says', async () => {
    for (const block of blocks) {
      if (done.has(block)) continue;
      if (block.text.includes('curl')) await answered(block);
      else await follow(block);
    }
    expect(blocks.filter((block) => !done.has(block))).toEqual([]);
  });

  it('leaves no file where the tests of the same clone would find it', () => {
    expect(tracked().toSorted()).toEqual(before.toSorted());
  });

  it('sends with the AWS CLI what relief has sent before, and nothing happens', async () => {
    const card = await user.shell(
      "curl -sf 'http://127.0.0.1:3000/locations/KS-S01/ledger?orderId=order-2020-08-05'",
    );
    const counts = JSON.parse(card).items.filter(
      ({ reference }: { reference: string }) => reference === 'count-7',
    );
    expect(counts).toHaveLength(1);
    expect(JSON.parse(await user.shell('npm run -s relief -- exceptions --json'))).toHaveLength(3);
    expect(await user.shell('npm run -s relief -- verify')).toMatch(
      /every hash chain and every balance holds/,
    );
  });

  it('finds that the commands of all other pages do what they are there for', async () => {
    synthesizedOutputs();
    const exceptionId = await heldException();
    const filledIn = (command: string): string =>
      command
        // A tenth of the city is written as all of it is.
        .replace(String(cityProperPopulation), String(Math.round(cityProperPopulation / 10)))
        .replace('<exceptionId>', exceptionId)
        .replace('<source> <id>', 'urn:relief:inspectors count-7')
        .replace('<dir>', '.local/backup-of-docs');
    const others = pages.filter((page) => page !== tour);
    const named = new Set(others.flatMap(inlineCommands).filter((one) => /relief -- [a-z]/.test(one)));
    // What a page asks of AWS as well is asked as there, where the outputs are named.
    const inText = [...named].filter((command) => !named.has(`${command} --outputs cdk-outputs.json`));
    // Each copy goes into a folder of its own, and the first is what the blocks check.
    const copies = inText.filter((command) => command.includes('<dir>'));
    for (const command of inText) {
      const copy = copies.indexOf(command);
      await user.shell(filledIn(copy > 0 ? command.replace('<dir>', `<dir>-${copy}`) : command));
    }
    for (const block of others.flatMap(shellBlocks)) {
      if (isSetUp(block)) continue;
      if (block.text.includes('npx cdk')) await deployed(block);
      else if (block.text.includes('npm run deployment')) await deployedNowhere(block);
      else await user.shell(filledIn(block.text));
    }
    const { length: madeUsers } = user.read('aws-commands.txt').match(/--user-pool-id UserPoolId /g) ?? [];
    // Made, in two groups, one of them new; and a token asked for in two steps.
    expect(madeUsers).toBe(6);
    expect(user.read('aws-commands.txt')).toContain('sqs send-message --profile relief --queue-url');
  });
});

/** A receipt of a household that no one knows, which waits for it. */
async function heldException(): Promise<string> {
  user.write('unknown.csv', 'receiptId,householdId,rice (kg)\nR-unknown,KS-R01-99999,5\n');
  // It is held, which a command that waits for it tells by its exit code.
  await user.shell(
    'npm run -s relief -- import handovers unknown.csv --centre KS-R01 --order order-2020-08-05 --wait || true',
  );
  const [held] = JSON.parse(await user.shell('npm run -s relief -- exceptions --status held --json'));
  return held.exceptionId;
}

/** The README's two commands, with which everything begins; CI runs them as they stand. */
const isSetUp = ({ text }: Block): boolean => text.includes('npm ci');

/**
 * Writes what `cdk deploy` would, with the outputs of the stacks and what they are of the running system, which takes the
 * place of AWS: a name that changes there fails here.
 */
function synthesizedOutputs(): void {
  const { ApiUrl, SealArchive = '', Queues, Tables } = user.outputs();
  const pascal = (name: string): string =>
    name.replaceAll(/(?:^|-)([a-z])/g, (_, letter) => letter.toUpperCase());
  const here = (prefix: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([name, value]) => [`${prefix}${pascal(name)}`, value]);
  const running = Object.fromEntries([
    ['ApiUrl', ApiUrl],
    ['SealArchive', SealArchive],
    ['Zone', 'Asia/Pyongyang'],
    ...here('Queue', Queues),
    ...here('Table', Tables),
  ]) as Readonly<Record<string, string>>;
  const names = user.templates().flatMap(({ Outputs = {} }) => Object.keys(Outputs));
  for (const name of Object.keys(running)) expect(names).toContain(name);
  const outputs = Object.fromEntries(names.map((name) => [name, running[name] ?? name]));
  user.write('cdk-outputs.json', JSON.stringify({ Stack: outputs }));
  user.takeForAws();
}

/** Runs the commands of a block, but those of a deployment: of them the options are tried, and what needs their outputs. */
async function deployed(block: Block): Promise<void> {
  for (const line of block.text.trim().split('\n')) {
    const [, command, options = ''] = /^npx cdk (\S+)([^#]*)/.exec(line) ?? [];
    if (command === undefined) await user.shell(line);
    else {
      const help = await user.shell(`npx cdk ${command} --help`);
      for (const [option] of options.matchAll(/--[\w-]+/g)) expect(help).toContain(option);
    }
  }
}

/** Its options are read, and without a server it ends there. */
async function deployedNowhere({ text }: Block): Promise<void> {
  const nowhere = user.shell(text.replace(/AWS_ENDPOINT_URL=\S+/, ''));
  await expect(nowhere).rejects.toThrow('Set AWS_ENDPOINT_URL');
}

/** Each question has an answer. */
async function answered(block: Block): Promise<void> {
  done.add(block);
  for (const question of block.text.trim().split('\n')) {
    const answer = await user.shell(question);
    if (question.includes('format=csv')) expect(answer).toMatch(/^\ufeff[\w,]+\r?\n.+/);
    else expect(Object.keys(JSON.parse(answer))).not.toHaveLength(0);
  }
}
