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
import { correcting } from '../words/correcting.ts';
import { system as words } from '../words/system.ts';
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
  if (refusals[0]) throw new CliError(words('queue.refusedThe', { queue, why: refusals[0].message }));
}

/** Errors: a `CliError` for one that is not there. */
export async function findException(api: LedgerClient, exceptionId: string): Promise<ExceptionAnswer> {
  for await (const exception of openExceptions(api, { exceptionId })) return exception;
  throw new CliError(correcting('exception.none', { id: exceptionId }));
}

/** Sends a message about an exception. Errors: a `CliError` for one that is not there. */
export async function onException(
  exceptionId: string,
  options: SystemOptions & JsonOption,
  messageOf: (exception: ExceptionAnswer) => OperatorMessage,
  done: 'retry.done' | 'withdraw.done',
): Promise<0> {
  const system = readOutputs(options.outputs);
  const message = messageOf(await findException(apiOf(system, options), exceptionId));
  await sendMessage(system, message);
  if (options.json) printJson({ exceptionId, queue: message.queue });
  else print(correcting(done, { id: exceptionId }));
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
    print(correcting('void.sent', { source, id, queue }));
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
    throw new CliError(correcting('void.together'), exitCodes.badInput);
  if (queue !== undefined && group !== undefined) return { queue, group };
  const found = await apiOf(system, options).event({ source, id });
  if (found?.queue !== undefined && found.messageGroup !== undefined)
    return { queue: found.queue, group: found.messageGroup };
  throw new CliError(correcting('void.undecided', { source, id }));
}

const exceptionCommand = (program: Parameters<Subcommand>[0], name: string, description: string) =>
  systemCommand(program, name, description)
    .argument('<exceptionId>', correcting('exception.id'))
    .option('--json', correcting('exception.json'));

export const retryCommand: Subcommand = (program, end) =>
  exceptionCommand(program, 'retry', correcting('retry.help'))
    .addHelpText(
      'after',
      `${correcting('retry.about')}${examples('retry x0f1e2d3c4b5a69788796a5b4c3d2e1f0')}`,
    )
    .action(async (exceptionId: string, options: SystemOptions & JsonOption) =>
      end(
        await onException(exceptionId, options, (exception) => retryOf(exception, new Date()), 'retry.done'),
      ),
    );

export const voidCommand: Subcommand = (program, end) =>
  systemCommand(program, 'void', correcting('void.help'))
    .argument('<source>', correcting('void.source'))
    .argument('<id>', correcting('void.id'))
    .requiredOption('--reason <reason>', correcting('void.reason'))
    .addOption(new Option('--queue <queue>', correcting('void.queue')).choices(queueNames))
    .option('--group <group>', correcting('void.group'))
    .option(...waitOption())
    .option('--json', correcting('void.json'))
    .addHelpText(
      'after',
      `${correcting('void.about')}${examples('void urn:relief:import arrivals-0f1e2d3c4b5a69788796a5b4c3d2e1f0 --reason "booked twice" --wait')}`,
    )
    .action(async (source: string, id: string, options: VoidOptions) =>
      end(await voidEvent(source, id, options)),
    );
