/** Plays a scenario on a running system, day by day, and prints what its books say in the end. */
import type { Scenario, Step } from '../../examples/kaesong/steps.ts';
import { queueOf } from '../../shared/contract/routing.ts';
import { voidType } from '../../shared/domain/events.ts';
import { CliError, type ExitCode } from './cli-error.ts';
import { findingsOf } from './findings.ts';
import type { LedgerClient } from './ledger-client.ts';
import type { SystemOutputs } from './outputs.ts';
import { startProgress } from './progress.ts';
import { countDead, type Depths } from './queue-depths.ts';
import { type QueueMessage, type SendBatch, sendMessages } from './queue-sender.ts';
import { imbalancesOf } from './reconciliation.ts';
import { grouped, reportText } from './report.ts';
import { sightingOf, waitUntilSettled } from './settlement.ts';

/** A running system, seen from outside. */
export interface Stage {
  readonly queues: SystemOutputs['queues'];
  readonly sendBatch: SendBatch;
  readonly depths: Depths;
  readonly api: LedgerClient;
  readonly output: NodeJS.WriteStream;
}

/** The messages of a step; a void goes the way of the event that it takes back. */
function* messagesOf(step: Step, queues: SystemOutputs['queues']): Generator<QueueMessage> {
  for (const event of step.events()) {
    const routed = event.type === voidType ? (step.voided ?? event) : event;
    const queue = queueOf(routed);
    if (queue === undefined) throw new CliError(`No queue takes events of type ${event.type}`);
    yield { queueUrl: queues[queue], body: JSON.stringify(event), event: routed };
  }
}

async function play(
  step: Step,
  orderId: string,
  { queues, sendBatch, depths, api, output }: Stage,
): Promise<void> {
  const look = () => sightingOf(step.settlement, api, orderId);
  const { total, unit } = await look();
  const progress = startProgress(step.title, total, unit, output);
  try {
    const { done } = await waitUntilSettled(step.title, {
      sending: sendMessages(messagesOf(step, queues), sendBatch),
      look,
      depths,
      exceptions: () => api.exceptions({}),
      onSighting: ({ done: seen }) => progress.update(seen),
    });
    progress.finish(done);
  } catch (error) {
    progress.abandon();
    throw error;
  }
}

/**
 * Plays every step, each once the one before has settled, then what comes after the books, and prints the reconciliation.
 *
 * Guarantees: 0 only when every book balances to the gram.
 * Errors: a `CliError` when a step never settles or a message ended in a dead-letter queue.
 */
export async function tell(
  scenario: Scenario,
  stage: Stage,
  afterwards: () => Promise<void> = async () => undefined,
): Promise<ExitCode | 0> {
  const { orderId, title, population, households, centres, days } = scenario;
  const { api, depths, output } = stage;
  const print = (line: string): void => void output.write(`${line}\n`);
  print(
    `${title}: ${grouped(population)} people in ${grouped(households)} households, served by ${centres.length} ${centres.length === 1 ? 'centre' : 'centres'}`,
  );
  for (const day of days) {
    print(`\n${day.title}`);
    for (const step of day.steps) await play(step, orderId, stage);
  }
  await afterwards();
  const report = await api.reconciliation(orderId);
  if (!report) throw new CliError(`There is no order ${orderId} to report on`);
  print(`\n${reportText(await findingsOf(api, report))}`);
  const dead = await countDead(depths);
  if (dead > 0)
    throw new CliError(`${dead} ${dead === 1 ? 'message' : 'messages'} ended in dead-letter queues`);
  return imbalancesOf(report).length === 0 ? 0 : 1;
}
