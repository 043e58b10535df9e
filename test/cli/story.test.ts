import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kaesongScenario } from '../../examples/kaesong/scenario.ts';
import type { ScenarioOptions } from '../../examples/kaesong/setting.ts';
import { villageOptions } from '../../examples/kaesong/write.ts';
import { queueNames } from '../../shared/domain/events.ts';
import { LedgerClient } from '../../tools/cli/ledger-client.ts';
import type { SystemOutputs } from '../../tools/cli/outputs.ts';
import type { SendBatch } from '../../tools/cli/queue-sender.ts';
import type { Stage } from '../../tools/cli/story.ts';
import { tell } from '../../tools/cli/story.ts';
import { Books } from '../functions/ledger-api/books.ts';

let books: Books;
beforeEach(async () => {
  books = await Books.open();
  // A time that is more than a day ahead of the clock is refused, and the story ends on 17 August.
  books.setClock('2020-09-01T00:00:00.000Z');
});
afterEach(() => books.close());

const apiUrl = 'http://ledger';

/** What is wrong with the system. */
interface Defects {
  readonly dead?: number;
  /** Changes the text of every answer. */
  readonly distort?: (answer: string) => string;
}

/** The system's own workers and API, without queues in between: one message after another. */
function stageOf({ dead = 0, distort = (answer) => answer }: Defects = {}): {
  readonly stage: Stage;
  readonly printed: () => string;
} {
  let printed = '';
  const output = new PassThrough();
  output.on('data', (text) => {
    printed += text;
  });
  const ask: typeof fetch = async (url) => {
    const { status, text } = await books.ask(String(url).slice(apiUrl.length));
    return new Response(distort(text), { status });
  };
  let work: Promise<unknown> = Promise.resolve();
  const sendBatch: SendBatch = async (queue, entries) => {
    const before = work;
    work = (async () => {
      await before;
      for (const { MessageBody = '', MessageGroupId } of entries)
        await books.sendBody(queue, MessageBody, MessageGroupId);
    })();
    await work;
    return [];
  };
  return {
    printed: () => printed,
    stage: {
      queues: Object.fromEntries(queueNames.map((name) => [name, name])) as SystemOutputs['queues'],
      sendBatch,
      depths: {
        backlogs: async () => [{ queue: 'handovers', waiting: 0, inFlight: 0 }],
        read: async () => [{ queue: 'handovers', waiting: 0, inFlight: 0, dead }],
      },
      api: new LedgerClient(apiUrl, undefined, ask),
      output: output as unknown as NodeJS.WriteStream,
    },
  };
}

/** A system whose report has a gram of rice less on hand than its books. */
const aGramLess = (answer: string): string =>
  answer.replace(
    /("commodity":"rice"[^}]*"onHand":)(\d+(?:\.\d+)?)/,
    (_, field: string, quantity: string) => `${field}${(Number(quantity) * 1_000 - 1) / 1_000}`,
  );

const allCentres: ScenarioOptions = { population: 29 * 36 };
const twoCentres: ScenarioOptions = { population: 400, centreIds: ['KS-D01', 'KS-R01'] };

describe('telling the story of Kaesong', { timeout: 120_000 }, () => {
  it.each([
    ['a village', villageOptions],
    ['every centre of the city', allCentres],
  ])('settles every day of %s, and ends in balance', async (_, options) => {
    const { stage, printed } = stageOf();
    expect(await tell(kaesongScenario(options), stage)).toBe(0);
    expect(printed()).toContain('7 August 2020');
    expect(printed()).toContain('In balance');
  });

  it('ends with what was refused, shortfalls, anomalies by kind, and pledges', async () => {
    const { stage, printed } = stageOf();
    expect(await tell(kaesongScenario(twoCentres), stage)).toBe(0);
    expect(printed()).toContain('Not posted: 0 held, 3 rejected');
    expect(printed()).toMatch(/rejected {2}exceeds-entitlement {2}KS-D01 +R-KS-D01-00004-0\n/);
    expect(printed()).toMatch(/rejected {2}not-covered {10}KS-D01 +R-KS-D01-90001-1\n/);
    expect(printed()).toMatch(/^train-2020-08-07 {9}KS-STATION {2}corn {7}kg /m);
    expect(printed()).toMatch(/^train-2020-08-07\/KS-R01 {2}KS-R01 {6}corn {7}kg /m);
    expect(printed()).toMatch(/rejected {2}wrong-centre .*\n.*\n.* servedBy KS-D01, found KS-R01/);
    expect(printed()).toContain('Anomalies: 1 count-variance, 1 over-issue, 2 shortfall');
    expect(printed()).toMatch(
      /^count-variance {4}KS-R01 .* -4 {2,}-\d+(\.\d)? {2}kg {4}count-2020-08-15-KS-R01$/m,
    );
    expect(printed()).toMatch(/^over-issue .* 5 .* R-KS-D01-\d+-again$/m);
    expect(printed()).toMatch(
      /On hand {2}In transit {2}Transferred out {2}Variance {2}Outstanding {2}Over-issued/,
    );
    expect(printed()).toMatch(/^coal {8}180 t {24}60 t /m);
    expect(printed()).toMatch(/^salt {8}promised, no quantity given {2}\d+ kg /m);
    expect(printed()).toMatch(/^soap {8}400 bar /m);
  });

  it('ends with 1 when a gram is missing', async () => {
    const { stage, printed } = stageOf({ distort: aGramLess });
    expect(await tell(kaesongScenario(villageOptions), stage)).toBe(1);
    expect(printed()).toMatch(/^OUT OF BALANCE overall: rice/m);
  });

  it('fails when a message ended in a dead-letter queue', async () => {
    const { stage } = stageOf({ dead: 3 });
    await expect(tell(kaesongScenario(villageOptions), stage)).rejects.toThrow(
      '3 messages ended in dead-letter queues',
    );
  });
});
