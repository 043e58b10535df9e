/** `relief send`: events as they are. */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Argument } from 'commander';
import { memberOf } from '../../../shared/contract/json.ts';
import { readMessage, rowFaults } from '../../../shared/contract/read-message.ts';
import { queueOf, type RoutedEvent } from '../../../shared/contract/routing.ts';
import { type QueueName, queueNames, queueOfType, voidType } from '../../../shared/domain/events.ts';
import { CliError, type ExitCode, exitCodes, whyOf } from '../cli-error.ts';
import { sendAll } from '../delivery.ts';
import { readEvents } from '../event-file.ts';
import { fileSentence, nameOf, standardInput } from '../input.ts';
import type { LedgerClient } from '../ledger-client.ts';
import { readOutputs } from '../outputs.ts';
import { valueText } from '../words/faults.ts';
import { sending } from '../words/sending.ts';
import { system } from '../words/system.ts';
import {
  apiOf,
  examples,
  type JsonOption,
  print,
  printJson,
  type Subcommand,
  type SystemOptions,
  say,
  sendingApiOf,
  systemCommand,
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

interface SendOptions extends SystemOptions, JsonOption, WaitOption {
  readonly anyway?: true;
}

async function readFileOrInput(file: string): Promise<string> {
  try {
    return file === standardInput ? await text(process.stdin) : readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as { code?: string };
    const sentence =
      code === undefined ? system('file.unreadable', { file, why: whyOf(cause) }) : fileSentence(file, code);
    throw new CliError(sentence, exitCodes.badInput, { cause });
  }
}

/** What is wrong with sending events to a queue: they would be rejected there, and their ids spent. */
function strayText(queue: QueueName, events: readonly RoutedEvent[]): string | undefined {
  // A void travels on the queue of whatever it voids.
  const strays = events.filter((event) => event.type !== voidType && queueOf(event) !== queue);
  const [first] = strays;
  if (first === undefined) return undefined;
  const belongs = queueOf(first);
  const type = typeof first.type === 'string' ? first.type : sending('send.noType');
  const facts = { count: strays.length, queue, type };
  return belongs === undefined
    ? sending('send.stray.unknown', facts)
    : sending('send.stray.other', { ...facts, other: belongs });
}

const maxFaultsShown = 20;

/** Everything about events that the contract does not allow: they, or rows of them, would be rejected, and their ids spent. */
function faultsText(bodies: readonly string[]): string | undefined {
  const faults = bodies.flatMap((body) => {
    const reading = readMessage(body);
    const { id = sending('send.noId') } = reading.ok ? reading.header : reading;
    return (reading.ok ? rowFaults(reading.event) : reading.faults).map(
      ({ path, expected, found = sending('send.found.nothing') }) =>
        `  ${id} ${path === '' ? sending('send.field.event') : path}: ${valueText(expected, found)}`,
    );
  });
  if (faults.length === 0) return undefined;
  const more = faults.length - maxFaultsShown;
  return [
    sending('send.faults', { count: faults.length }),
    ...faults.slice(0, maxFaultsShown),
    ...(more > 0 ? [`  ${sending('send.more', { count: more })}`] : []),
  ].join('\n');
}

async function send(queue: QueueName, file: string, options: SendOptions): Promise<ExitCode | 0> {
  const outputs = readOutputs(options.outputs);
  const read = readEvents(await readFileOrInput(file), nameOf(file));
  const events = read.map(({ event }) => event);
  const stray = strayText(queue, events);
  if (stray !== undefined && !options.anyway)
    throw new CliError(sending('send.nothing', { why: stray, gap: ' ' }), exitCodes.badInput);
  if (stray !== undefined) say(stray);
  const faults = faultsText(read.map(({ body }) => body));
  if (faults !== undefined && !options.anyway)
    throw new CliError(sending('send.nothing', { why: faults, gap: '\n' }), exitCodes.badInput);
  if (faults !== undefined) say(faults);
  const api = sendingApiOf(outputs, options);
  const followed = await follow(
    outputs,
    options,
    read.map(({ body }) => body),
  );
  // Over the API, the intake finds the way of a void.
  const groups = api === undefined ? await groupsOfVoids(apiOf(outputs, options), events) : new Map();
  const sent = await sendAll(
    outputs,
    api,
    read.map(({ body, event }) => ({
      queueUrl: outputs.queues[queue],
      body,
      event,
      ...(groups.has(event) && { group: groups.get(event) }),
    })),
  );
  const outcomes = followed && (await waitForOutcome(outputs, options, followed));
  if (options.json) printJson({ queue, sent, ...(outcomes && outcomeJson(outcomes)) });
  else {
    print(sending('send.sent', { count: sent, queue }));
    printOutcome(sent, outcomes);
  }
  return outcomes ? exitCodeOf(outcomes) : 0;
}

/** The message groups of the events that voids take back, as far as those are known. */
async function groupsOfVoids(
  api: LedgerClient,
  events: readonly RoutedEvent[],
): Promise<ReadonlyMap<RoutedEvent, string>> {
  const groups = new Map<RoutedEvent, string>();
  for (const event of events.filter(({ type }) => type === voidType)) {
    const [source, id] = ['source', 'id'].map((name) => memberOf(event.data, [name]));
    if (typeof source !== 'string' || typeof id !== 'string') continue;
    const { messageGroup } = (await api.event({ source, id })) ?? {};
    if (messageGroup !== undefined) groups.set(event, messageGroup);
  }
  return groups;
}

const typesOf = (queue: QueueName): string[] =>
  Object.entries(queueOfType).flatMap(([type, itsQueue]) => (itsQueue === queue ? [type] : []));

export const sendCommand: Subcommand = (program, end) =>
  systemCommand(program, 'send', sending('send.help'))
    .addArgument(new Argument('<queue>', sending('send.queue')).choices(queueNames))
    .argument('<file>', sending('send.file'))
    .option('--anyway', sending('send.anyway'))
    .option(...waitOption())
    .option('--json', sending('send.json'))
    .addHelpText(
      'after',
      `${sending('send.about', { queues: queueNames.map((queue) => `  ${queue.padEnd(18)} ${typesOf(queue).join(', ')}`).join('\n') })}${examples(
        'send registrations examples/kaesong/events/01-locations.json',
        'send policy-orders examples/kaesong/events/02-order.json --wait',
        'send payments - < payments.ndjson',
      )}`,
    )
    .action(async (queue: QueueName, file: string, options: SendOptions) =>
      end(await send(queue, file, options)),
    );
