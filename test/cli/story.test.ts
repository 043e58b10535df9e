import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { kaesongScenario, type ScenarioOptions } from '../../examples/kaesong/scenario.ts';
import { villageOptions } from '../../examples/kaesong/write.ts';
import { queueNames } from '../../shared/domain/events.ts';
import { LedgerClient } from '../../tools/cli/ledger-client.ts';
import type { SystemOutputs } from '../../tools/cli/outputs.ts';
import type { Stage } from '../../tools/cli/story.ts';
import { tell } from '../../tools/cli/story.ts';
import { ModelLedger } from './model-ledger.ts';

function stageOf(ledger: ModelLedger, dead = 0): { readonly stage: Stage; readonly printed: () => string } {
  let printed = '';
  const output = new PassThrough();
  output.on('data', (text) => {
    printed += text;
  });
  const answer: typeof fetch = async (url) => {
    const body = ledger.answer(String(url));
    return body === undefined ? new Response('{}', { status: 404 }) : Response.json(body);
  };
  return {
    printed: () => printed,
    stage: {
      queues: Object.fromEntries(queueNames.map((name) => [name, name])) as SystemOutputs['queues'],
      sendBatch: async (_, entries) => {
        for (const { MessageBody = '' } of entries) ledger.take(MessageBody);
        return [];
      },
      depths: async () => [{ queue: 'handovers', waiting: 0, inFlight: 0, dead }],
      api: new LedgerClient('http://ledger', undefined, answer),
      output: output as unknown as NodeJS.WriteStream,
    },
  };
}

const allCentres: ScenarioOptions = { population: 29 * 60 };
const twoCentres: ScenarioOptions = { population: 400, centreIds: ['KS-D01', 'KS-R01'] };

describe('telling the story of Kaesong', () => {
  it.each([
    ['a village', villageOptions],
    ['two centres', twoCentres],
    ['every centre of the city', allCentres],
  ])('settles every day of %s by the rules of the domain, and ends in balance', async (_, options) => {
    const { stage, printed } = stageOf(new ModelLedger());
    expect(await tell(kaesongScenario(options), stage)).toBe(0);
    expect(printed()).toContain('7 August 2020');
    expect(printed()).toContain('In balance');
  });

  it('leaves nothing held, and refuses only the two who ask for what they are not owed', async () => {
    const { stage, printed } = stageOf(new ModelLedger());
    await tell(kaesongScenario(twoCentres), stage);
    expect(printed()).toContain('Not posted: 0 held, 2 rejected');
    expect(printed()).toMatch(/rejected {2}exceeds-entitlement {2}R-KS-D01-00004-0 /);
    expect(printed()).toMatch(/rejected {2}not-covered {10}R-KS-D01-90001-1 /);
  });

  it('shows short waybills, anomalies by kind, and pledges with and without a quantity', async () => {
    const { stage, printed } = stageOf(new ModelLedger());
    await tell(kaesongScenario(twoCentres), stage);
    expect(printed()).toMatch(/^train-2020-08-07 {9}KS-STATION {2}corn {7}kg /m);
    expect(printed()).toMatch(/^train-2020-08-07\/KS-R01 {2}KS-R01 {6}corn {7}kg /m);
    expect(printed()).toContain('Anomalies: 1 count-variance, 2 shortfall');
    expect(printed()).toMatch(/^coal {8}180 t {25}60 t /m);
    expect(printed()).toMatch(/^salt {8}promised, no quantity stated {2}\d+ kg /m);
    expect(printed()).toMatch(/^soap {8}400 bar /m);
  });

  it('ends with 1 when a gram is missing', async () => {
    const ledger = new ModelLedger();
    ledger.missingGrams = 1;
    const { stage, printed } = stageOf(ledger);
    expect(await tell(kaesongScenario(twoCentres), stage)).toBe(1);
    expect(printed()).toContain('OUT OF BALANCE KS-D01: rice');
  });

  it('fails when a message ended in a dead-letter queue', async () => {
    const { stage } = stageOf(new ModelLedger(), 3);
    await expect(tell(kaesongScenario(villageOptions), stage)).rejects.toThrow(
      '3 messages ended in dead-letter queues',
    );
  });
});
