/** `relief withdraw`: takes back what is held before it books itself, one item or a whole import. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Import, joinedImports, voidOf, withdrawable } from '../../../shared/domain/imports.ts';
import { CliError, type ExitCode, exitCodes } from '../cli-error.ts';
import { sendAll } from '../delivery.ts';
import type { LedgerClient } from '../ledger-client.ts';
import { operatorSource, withdrawalOf } from '../operator-messages.ts';
import { readOutputs, type SystemOutputs } from '../outputs.ts';
import { startProgress } from '../progress.ts';
import type { QueueMessage } from '../queue-sender.ts';
import { textTable } from '../report.ts';
import { sourceOfToken } from '../sending.ts';
import { correcting } from '../words/correcting.ts';
import { sending } from '../words/sending.ts';
import { usage } from '../words/usage.ts';
import {
  apiOf,
  collect,
  examples,
  type JsonOption,
  print,
  printJson,
  type Subcommand,
  type SystemOptions,
  sendingApiOf,
  systemCommand,
  tokenOf,
} from './command-line.ts';
import { findException, onException } from './operator.ts';
import {
  exitCodeOf,
  follow,
  outcomeJson,
  printOutcome,
  type WaitOption,
  waitForOutcome,
  waitOption,
} from './outcome.ts';

interface WithdrawOptions extends SystemOptions, JsonOption, WaitOption {
  readonly reason?: string;
  readonly import?: string;
  readonly source?: string;
  readonly order?: string;
  readonly location?: string;
  readonly on?: string;
  readonly dryRun?: true;
}

async function withdraw(exceptionId: string | undefined, options: WithdrawOptions): Promise<ExitCode | 0> {
  const { reason, dryRun = false } = options;
  const isOfImport = options.import !== undefined || options.source !== undefined;
  if ((exceptionId !== undefined) === isOfImport)
    throw new CliError(correcting('withdraw.one'), exitCodes.badInput);
  if (exceptionId === undefined && dryRun) return preview(options);
  if (reason === undefined) throw new CliError(correcting('withdraw.why'), exitCodes.badInput);
  if (exceptionId === undefined) return withdrawImport(options, reason);
  await onException(
    exceptionId,
    options,
    (exception) => withdrawalOf(exception, reason, new Date()),
    'withdraw.done',
  );
  if (options.wait) await untilWithdrawn(apiOf(readOutputs(options.outputs), options), exceptionId);
  return 0;
}

/** A message whose worker failed comes back after its queue's visibility timeout, 360 s. */
const patienceMs = 420_000;
const [firstPauseMs, longestPauseMs] = [50, 2_000];

/** Errors: a `CliError` where it was posted instead, or is still held after the patience. */
async function untilWithdrawn(api: LedgerClient, exceptionId: string): Promise<void> {
  const startedAt = performance.now();
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const { status } = await findException(api, exceptionId);
    if (status === 'rejected') return;
    if (performance.now() - startedAt > patienceMs)
      throw new CliError(correcting('exception.stillHeld', { id: exceptionId }));
    await pause(pauseMs);
  }
}

async function preview(options: WithdrawOptions): Promise<0> {
  const found = await importsOf(apiOf(readOutputs(options.outputs), options), options);
  if (options.json) printJson(found.map(withCounts));
  else print(found.length === 0 ? nothingHeld(options) : importLines(found));
  return 0;
}

async function withdrawImport(options: WithdrawOptions, reason: string): Promise<ExitCode | 0> {
  const system = readOutputs(options.outputs);
  const found = await importsOf(apiOf(system, options), options);
  const messages = await voidsOf(found, system, options, reason);
  if (!options.json) print(found.length === 0 ? nothingHeld(options) : importLines(found));
  const bodies = messages.map(({ body }) => body);
  const followed = await follow(system, options, bodies);
  const progress = startProgress(correcting('withdraw.progress'), messages.length, sending('unit.events'));
  try {
    await sendAll(system, sendingApiOf(system, options), messages, (sent) => progress.update(sent));
    progress.finish(messages.length);
  } catch (error) {
    progress.abandon();
    throw error;
  }
  const outcomes = followed && (await waitForOutcome(system, options, followed));
  const rows = found.reduce((sum, one) => sum + withCounts(one).held, 0);
  if (options.json)
    printJson({ held: rows, events: messages.length, ...(outcomes && outcomeJson(outcomes)) });
  else if (messages.length > 0) {
    print(
      correcting('withdraw.summary', {
        rows: correcting('withdraw.rows', { count: rows }),
        voids: correcting('withdraw.voids', { count: messages.length }),
      }),
    );
    printOutcome(messages.length, outcomes);
  }
  return outcomes ? exitCodeOf(outcomes) : 0;
}

/** What is held of the imports that are named, order by order. Errors: a `CliError` for an order that nothing held names. */
async function importsOf(
  api: LedgerClient,
  { import: prefix = '', source, order, location, on }: WithdrawOptions,
): Promise<readonly Import[]> {
  const place = location === undefined ? {} : { locationId: location };
  const holding = await collect(api.exceptionGroups({ by: 'order', status: 'held', ...place }));
  const orders = holding.map(({ orderId = '-' }) => orderId);
  if (order !== undefined && !orders.includes(order))
    throw new CliError(correcting('withdraw.noOrder', { order }));
  const progress = startProgress(correcting('withdraw.looking'), undefined, correcting('withdraw.imports'));
  const found: Import[] = [];
  try {
    for (const orderId of order === undefined ? orders : [order]) {
      const groups = await collect(
        api.exceptionGroups({
          by: 'import',
          status: 'held',
          orderId,
          ...place,
          ...(source !== undefined && { source }),
          ...(on !== undefined && { recordedOn: on }),
        }),
      );
      found.push(...joinedImports(groups).flatMap((one) => narrowed(one, prefix) ?? []));
      progress.update(found.length);
    }
  } finally {
    progress.abandon();
  }
  return found;
}

/** The events of an import whose ids begin so, and that nobody is withdrawing yet. */
function narrowed(one: Import, prefix: string): Import | undefined {
  const events = withdrawable(one).filter(({ id }) => id.startsWith(prefix));
  return events.length === 0 ? undefined : { ...one, events };
}

const withCounts = ({ source, type, recordedOn, events }: Import) => ({
  source,
  type,
  recordedOn,
  events: events.length,
  held: events.reduce((sum, { held }) => sum + held, 0),
});

async function voidsOf(
  found: readonly Import[],
  system: SystemOutputs,
  options: SystemOptions,
  reason: string,
): Promise<readonly QueueMessage[]> {
  const token = tokenOf(options);
  const sender = token === undefined ? operatorSource : sourceOfToken(token);
  const messages = found.flatMap(({ source, events }) =>
    events.map(async (one) => {
      const event = await voidOf(source, one, sender, reason);
      return {
        queueUrl: system.queues[one.queue],
        group: one.messageGroup,
        body: JSON.stringify(event),
        event,
      };
    }),
  );
  return Promise.all(messages);
}

function nothingHeld({ import: prefix, source }: WithdrawOptions): string {
  if (prefix === undefined) return correcting('withdraw.none.source', { source: source ?? '' });
  if (source === undefined) return correcting('withdraw.none.prefix', { prefix });
  return correcting('withdraw.none.both', { prefix, source });
}

const importLines = (found: readonly Import[]): string =>
  textTable(
    (['type', 'day', 'sender', 'events', 'held'] as const).map((name) => correcting(`column.${name}`)),
    found
      .map(withCounts)
      .map(({ type, recordedOn, source, events, held }) => [
        type,
        recordedOn,
        source,
        events.toLocaleString('en'),
        held.toLocaleString('en'),
      ]),
  );

export const withdrawCommand: Subcommand = (program, end) =>
  systemCommand(program, 'withdraw', correcting('withdraw.help'))
    .argument('[exceptionId]', correcting('withdraw.id'))
    .option('--import <prefix>', correcting('withdraw.import'))
    .option('--source <source>', correcting('withdraw.source'))
    .option('--order <orderId>', correcting('withdraw.order'))
    .option('--location <locationId>', correcting('withdraw.location'))
    .option('--on <date>', correcting('withdraw.on'))
    .option('--reason <reason>', correcting('void.reason'))
    .option('--dry-run', correcting('withdraw.dryRun'))
    .option(...waitOption())
    .option('--json', usage('jsonResult'))
    .addHelpText(
      'after',
      `${correcting('withdraw.about')}${examples(
        'withdraw x0f1e2d3c4b5a69788796a5b4c3d2e1f0 --reason "typed 100 for 10"',
        'withdraw --import handovers- --on 2020-08-16 --dry-run',
        'withdraw --import handovers- --on 2020-08-16 --reason "the file of another district" --wait',
      )}`,
    )
    .action(async (exceptionId: string | undefined, options: WithdrawOptions) =>
      end(await withdraw(exceptionId, options)),
    );
