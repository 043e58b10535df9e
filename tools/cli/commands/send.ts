/** `relief send`: events as they are. */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Argument } from 'commander';
import { type QueueName, queueNames, queueOfType } from '../../../shared/domain/events.ts';
import { CliError, type ExitCode, exitCodes, whyOf } from '../cli-error.ts';
import { deliver } from '../delivery.ts';
import { readEvents } from '../event-file.ts';
import { fileSentence, nameOf, standardInput } from '../input.ts';
import { readOutputs } from '../outputs.ts';
import { queueOf, type RoutedEvent } from '../routing.ts';
import {
  counted,
  examples,
  type JsonOption,
  print,
  printJson,
  type Subcommand,
  type SystemOptions,
  say,
  systemCommand,
} from './command-line.ts';
import { exitCodeOf, printOutcome, type WaitOption, waitForOutcome, waitOption } from './outcome.ts';

interface SendOptions extends SystemOptions, JsonOption, WaitOption {}

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

/** Events on the wrong queue are rejected and kept; better to say so at once. */
function warnOfOtherQueues(queue: QueueName, events: readonly RoutedEvent[]): void {
  const strays = events.filter((event) => queueOf(event) !== queue);
  const [first] = strays;
  if (first === undefined) return;
  const belongs = queueOf(first);
  const type = typeof first.type === 'string' ? first.type : 'without a type';
  say(
    `${counted(strays.length, 'event')} will be rejected: ${type} ${belongs === undefined ? 'is not a type of event' : `belongs on ${belongs}`}`,
  );
}

async function send(queue: QueueName, file: string, options: SendOptions): Promise<ExitCode | 0> {
  const system = readOutputs(options.outputs);
  const read = readEvents(await readFileOrInput(file), nameOf(file));
  const events = read.map(({ event }) => event);
  warnOfOtherQueues(queue, events);
  const sent = await deliver(
    system,
    read.map(({ body, event }) => ({ queueUrl: system.queues[queue], body, event })),
  );
  const outcome = options.wait ? await waitForOutcome(system, options, events) : undefined;
  if (options.json) printJson({ queue, sent, ...outcome });
  else {
    print(`${counted(sent, 'event')} sent to ${queue}`);
    printOutcome(sent, outcome);
  }
  return outcome ? exitCodeOf(outcome) : 0;
}

const typesOf = (queue: QueueName): string[] =>
  Object.entries(queueOfType).flatMap(([type, itsQueue]) => (itsQueue === queue ? [type] : []));

export const sendCommand: Subcommand = (program, end) =>
  systemCommand(program, 'send', 'Send events as they are: one event, an array, or one event per line.')
    .addArgument(new Argument('<queue>', 'the queue to send to').choices(queueNames))
    .argument('<file>', 'a JSON file, or - for standard input')
    .option(...waitOption)
    .option('--json', 'print { queue, sent } as JSON, with --wait also held, rejected and exceptions')
    .addHelpText(
      'after',
      `
The message group and deduplication id follow from the event itself, so sending a file again changes nothing.

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
