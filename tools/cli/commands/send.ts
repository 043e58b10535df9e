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
import {
  apiOf,
  counted,
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
      code === undefined ? `Cannot read the file ${file}: ${whyOf(cause)}` : fileSentence(file, code);
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
  const type = typeof first.type === 'string' ? first.type : 'without a type';
  return `${counted(strays.length, 'event')} would be rejected on ${queue}: ${type} ${belongs === undefined ? 'is not a type of event' : `belongs on ${belongs}`}`;
}

const maxFaultsShown = 20;

/** Everything about events that the contract does not allow: they, or rows of them, would be rejected, and their ids spent. */
function faultsText(bodies: readonly string[]): string | undefined {
  const faults = bodies.flatMap((body) => {
    const reading = readMessage(body);
    const { id = 'an event without an id' } = reading.ok ? reading.header : reading;
    return (reading.ok ? rowFaults(reading.event) : reading.faults).map(
      ({ path, expected, found = 'nothing' }) =>
        `  ${id} ${path === '' ? 'event' : path}: expected ${expected}, found ${found}`,
    );
  });
  if (faults.length === 0) return undefined;
  const more = faults.length - maxFaultsShown;
  return [
    `${counted(faults.length, 'fault')} would have something rejected:`,
    ...faults.slice(0, maxFaultsShown),
    ...(more > 0 ? [`  … and ${more.toLocaleString('en')} more`] : []),
  ].join('\n');
}

async function send(queue: QueueName, file: string, options: SendOptions): Promise<ExitCode | 0> {
  const system = readOutputs(options.outputs);
  const read = readEvents(await readFileOrInput(file), nameOf(file));
  const events = read.map(({ event }) => event);
  const stray = strayText(queue, events);
  if (stray !== undefined && !options.anyway)
    throw new CliError(`Nothing was sent. ${stray} (--anyway sends it all the same)`, exitCodes.badInput);
  if (stray !== undefined) say(stray);
  const faults = faultsText(read.map(({ body }) => body));
  if (faults !== undefined && !options.anyway)
    throw new CliError(`Nothing was sent. ${faults}\n(--anyway sends it all the same)`, exitCodes.badInput);
  if (faults !== undefined) say(faults);
  const api = sendingApiOf(system, options);
  const followed = await follow(
    system,
    options,
    read.map(({ body }) => body),
  );
  // Over the API, the intake finds the way of a void.
  const groups = api === undefined ? await groupsOfVoids(apiOf(system, options), events) : new Map();
  const sent = await sendAll(
    system,
    api,
    read.map(({ body, event }) => ({
      queueUrl: system.queues[queue],
      body,
      event,
      ...(groups.has(event) && { group: groups.get(event) }),
    })),
  );
  const outcomes = followed && (await waitForOutcome(system, options, followed));
  if (options.json) printJson({ queue, sent, ...(outcomes && outcomeJson(outcomes)) });
  else {
    print(`${counted(sent, 'event')} sent to ${queue}`);
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
  systemCommand(program, 'send', 'Send events as they are: one event, an array, or one event per line.')
    .addArgument(new Argument('<queue>', 'the queue to send to').choices(queueNames))
    .argument('<file>', 'a JSON file, or - for standard input')
    .option('--anyway', 'send events that will be rejected, too')
    .option(...waitOption)
    .option(
      '--json',
      'print { queue, sent } as JSON, with --wait also posted, held, rejected, undone, undecided and exceptions',
    )
    .addHelpText(
      'after',
      `
The message group and deduplication id follow from the event itself, so sending a file again changes nothing. While
anything in the file is not as the contract has it, nothing is sent, and everything that is wrong is told.

Queues and the events they take:
${queueNames.map((queue) => `  ${queue.padEnd(18)} ${typesOf(queue).join(', ')}`).join('\n')}
${examples(
  'send registrations examples/kaesong/events/01-locations.json',
  'send policy-orders examples/kaesong/events/02-order.json --wait',
  'send payments - < payments.ndjson',
)}`,
    )
    .action(async (queue: QueueName, file: string, options: SendOptions) =>
      end(await send(queue, file, options)),
    );
