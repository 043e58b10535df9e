/** `relief retry` and `void`: have what is held decided again, and undo what was wrong. */
import { Option } from 'commander';
import type { ExceptionAnswer } from '../../../shared/contract/answers/exceptions.ts';
import { type QueueName, queueNames } from '../../../shared/domain/events.ts';
import { CliError, type ExitCode, exitCodes } from '../cli-error.ts';
import { queueError } from '../delivery.ts';
import type { LedgerClient } from '../ledger-client.ts';
import { openExceptions } from '../open-exceptions.ts';
import { type OperatorMessage, operatorEvent, retryOf } from '../operator-messages.ts';
import type { RowOutcome } from '../outcome.ts';
import { readOutputs, type SystemOutputs } from '../outputs.ts';
import { sendThrough, sqsClient } from '../queue-sender.ts';
import { sendOverApi, sourceOfToken } from '../sending.ts';
import {
  apiOf,
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
import {
  exitCodeOf,
  follow,
  outcomeJson,
  printOutcome,
  type WaitOption,
  waitForOutcome,
  waitOption,
} from './outcome.ts';

/** Errors: a `CliError` where the queue refuses it, or cannot be reached. */
export async function sendMessage(
  system: SystemOutputs,
  { queue, group, body }: OperatorMessage,
): Promise<void> {
  const client = sqsClient(system);
  const { id } = JSON.parse(body) as { id: string };
  const refusals = await sendThrough(client)(system.queues[queue], [
    { Id: '0', MessageBody: body, MessageGroupId: group, MessageDeduplicationId: id },
  ])
    .catch((cause: unknown) => {
      throw queueError(system, cause);
    })
    .finally(() => client.destroy());
  if (refusals[0]) throw new CliError(`The queue ${queue} refused the message: ${refusals[0].message}`);
}

/** Errors: a `CliError` for one that is not there. */
export async function findException(api: LedgerClient, exceptionId: string): Promise<ExceptionAnswer> {
  for await (const exception of openExceptions(api, { exceptionId })) return exception;
  throw new CliError(
    `There is no exception ${exceptionId}, or it has been posted since; "npm run relief -- exceptions" lists them`,
  );
}

/** Sends a message about an exception. Errors: a `CliError` for one that is not there. */
export async function onException(
  exceptionId: string,
  options: SystemOptions & JsonOption,
  messageOf: (exception: ExceptionAnswer) => OperatorMessage,
  done: string,
): Promise<0> {
  const system = readOutputs(options.outputs);
  const message = messageOf(await findException(apiOf(system, options), exceptionId));
  await sendMessage(system, message);
  if (options.json) printJson({ exceptionId, queue: message.queue });
  else print(`${exceptionId} ${done}`);
  return 0;
}

interface VoidOptions extends SystemOptions, JsonOption, WaitOption {
  readonly reason: string;
  readonly queue?: QueueName;
  readonly group?: string;
}

/** Sends an operator's event: with a token over the API, as its holder. Returns what became of it where that is waited for. */
export async function sendOperatorEvent(
  system: SystemOutputs,
  options: SystemOptions & WaitOption,
  way: Pick<OperatorMessage, 'queue' | 'group'>,
  name: string,
  type: string,
  data: object,
): Promise<readonly RowOutcome[] | undefined> {
  const token = tokenOf(options);
  const body = operatorEvent(name, type, new Date(), data, token && sourceOfToken(token));
  const api = sendingApiOf(system, options);
  const followed = await follow(system, options, [body]);
  if (api === undefined) await sendMessage(system, { ...way, body });
  else await sendOverApi(api, [body]);
  return followed && waitForOutcome(system, options, followed);
}

async function voidEvent(source: string, id: string, options: VoidOptions): Promise<ExitCode | 0> {
  const system = readOutputs(options.outputs);
  const { queue, group } = await routeOfVoid(source, id, options, system);
  const data = { source, id, reason: options.reason };
  const way = { queue, group };
  const outcomes = await sendOperatorEvent(system, options, way, 'void', 'relief.event.voided.v1', data);
  if (options.json) printJson({ source, id, queue, group, ...(outcomes && outcomeJson(outcomes)) });
  else {
    print(`The void of ${source} ${id} was sent to ${queue}`);
    printOutcome(1, outcomes);
  }
  return outcomes ? exitCodeOf(outcomes) : 0;
}

/** Errors: a `CliError` for an event of which nothing is decided, unless the options say its way. */
async function routeOfVoid(
  source: string,
  id: string,
  { queue, group, ...options }: VoidOptions,
  system: SystemOutputs,
): Promise<Pick<OperatorMessage, 'queue' | 'group'>> {
  if ((queue === undefined) !== (group === undefined))
    throw new CliError('--queue and --group go together', exitCodes.badInput);
  if (queue !== undefined && group !== undefined) return { queue, group };
  const found = await apiOf(system, options).event({ source, id });
  if (found?.queue !== undefined && found.messageGroup !== undefined)
    return { queue: found.queue, group: found.messageGroup };
  throw new CliError(
    `Nothing has been decided about ${source} ${id}; if it was sent, name its way with --queue and --group`,
  );
}

const exceptionCommand = (program: Parameters<Subcommand>[0], name: string, description: string) =>
  systemCommand(program, name, description)
    .argument('<exceptionId>', 'as "exceptions" lists it')
    .option('--json', 'print { exceptionId, queue } as JSON');

export const retryCommand: Subcommand = (program, end) =>
  exceptionCommand(program, 'retry', 'Have a held exception decided again.')
    .addHelpText(
      'after',
      `
Held items are retried on their own as soon as what they depend on arrives. This asks for a retry at once.
${examples('retry x0f1e2d3c4b5a69788796a5b4c3d2e1f0')}`,
    )
    .action(async (exceptionId: string, options: SystemOptions & JsonOption) =>
      end(
        await onException(
          exceptionId,
          options,
          (exception) => retryOf(exception, new Date()),
          'will be decided again',
        ),
      ),
    );

export const voidCommand: Subcommand = (program, end) =>
  systemCommand(program, 'void', 'Take back a whole event that was wrong: booked, or held.')
    .argument('<source>', 'the source of the event, as ledgers and "exceptions" tell it')
    .argument('<id>', 'its id')
    .requiredOption('--reason <reason>', 'why it was wrong')
    .addOption(new Option('--queue <queue>', 'the queue that the event came by').choices(queueNames))
    .option('--group <group>', 'its message group there')
    .option(...waitOption)
    .option('--json', 'print { source, id, queue, group } as JSON')
    .addHelpText(
      'after',
      `
A dispatch of which nothing has arrived, an arrival, a loss, a count, a funding or a transfer is reversed on every book
that it touched; of a sheet, what is held is withdrawn. Receipts and payments in the books are undone by returns and
reversals. The API tells where the event went; --queue and --group name it where nothing has been decided yet.
${examples('void urn:relief:import arrivals-0f1e2d3c4b5a69788796a5b4c3d2e1f0 --reason "booked twice" --wait')}`,
    )
    .action(async (source: string, id: string, options: VoidOptions) =>
      end(await voidEvent(source, id, options)),
    );
