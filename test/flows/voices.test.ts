/** The demo's households are heard: forged receipts surface by a card, and by an audit that says what it proves. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kaesongScenario } from '../../examples/kaesong/scenario.ts';
import { auditLines } from '../../tools/cli/audit-lines.ts';
import { LedgerClient } from '../../tools/cli/ledger-client.ts';
import { systemOutputs } from '../../tools/cli/outputs.ts';
import { QueueDepths } from '../../tools/cli/queue-depths.ts';
import { sendThrough, sqsClient } from '../../tools/cli/queue-sender.ts';
import { tell } from '../../tools/cli/story.ts';
import { hearHouseholds } from '../../tools/cli/voices.ts';
import type { LocalSystem } from '../../tools/local/system.ts';
import { startSystem } from './desk.ts';

/** Of these 196 households, four never came. */
const scenario = kaesongScenario({ population: 800, centreIds: ['KS-D01', 'KS-D02', 'KS-R01'] });

let system: LocalSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system?.stop());

describe('the demo', () => {
  it('shows what no paper shows: receipts of households that never came', { timeout: 400_000 }, async () => {
    const outputs = systemOutputs(system.outputs, 'the local system');
    const client = sqsClient(outputs);
    const depths = new QueueDepths(client, outputs);
    const lines: string[] = [];
    const print = (line = ''): void => void lines.push(line);
    const output = { write: (text: string) => lines.push(text.trimEnd()) > 0, isTTY: false };
    const api = new LedgerClient(outputs.apiUrl);
    const stage = {
      queues: outputs.queues,
      sendBatch: sendThrough(client),
      depths,
      api,
      output: output as unknown as NodeJS.WriteStream,
    };
    const ended = await tell(scenario, stage, () =>
      hearHouseholds(scenario, { system: outputs, api, print }),
    );
    client.destroy();
    const said = lines.join('\n');
    const forged = scenario.receiptsForged.map(([, { receiptId }]) => receiptId);

    expect(ended).toBe(0);
    expect(said).toContain(`got nothing of ${forged[0]}`);
    const audit = await api.audit('audit-of-rice');
    if (audit === undefined) throw new Error('there is no audit');
    expect(said).toContain(auditLines(audit));
    const met = audit.largestTaints.map(({ receiptId }) => receiptId);
    expect(met.length).toBeGreaterThan(0);
    expect(forged).toEqual(expect.arrayContaining(met));
    for (const receiptId of met) expect(said).toMatch(new RegExp(`disputed-receipt .* ${receiptId}`));
  });
});
