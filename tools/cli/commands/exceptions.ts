/** `relief exceptions` and `relief retry`: what was not posted, and having it decided again. */
import { Option } from 'commander';
import type { ExceptionAnswer } from '../../../shared/contract/answers/exceptions.ts';
import { CliError, type ExitCode } from '../cli-error.ts';
import { queueError } from '../delivery.ts';
import type { ExceptionFilter, LedgerClient } from '../ledger-client.ts';
import { readOutputs } from '../outputs.ts';
import { sendThrough, sqsClient } from '../queue-sender.ts';
import { exceptionsTable } from '../report.ts';
import { retryOf } from '../retry.ts';
import {
  apiOf,
  collect,
  examples,
  type JsonOption,
  print,
  printJson,
  type Subcommand,
  type SystemOptions,
  systemCommand,
} from './command-line.ts';

interface ExceptionsOptions extends SystemOptions, JsonOption {
  readonly status?: string;
  readonly order?: string;
  readonly location?: string;
  readonly reason?: string;
}

async function exceptions(options: ExceptionsOptions): Promise<0> {
  const api = apiOf(readOutputs(options.outputs), options);
  const { status, order, location, reason } = options;
  const filter: ExceptionFilter = {
    ...(status === undefined ? {} : { status }),
    ...(order === undefined ? {} : { orderId: order }),
    ...(location === undefined ? {} : { locationId: location }),
    ...(reason === undefined ? {} : { reason }),
  };
  const found = await collect(api.exceptions(filter));
  if (found.length === 0) await checkNames(api, options);
  if (options.json) printJson(found);
  else print(found.length === 0 ? 'No exceptions' : exceptionsTable(found, { ids: true }));
  return 0;
}

/**
 * A misspelt filter finds nothing, which must not reassure. What an exception names need not exist, so this is asked
 * only when none was found. Errors: a `CliError` for an order or a location that does not exist.
 */
async function checkNames(api: LedgerClient, { order, location }: ExceptionsOptions): Promise<void> {
  if (order !== undefined && (await api.find(`/orders/${encodeURIComponent(order)}`)) === undefined)
    throw new CliError(`There is no order ${order}`);
  if (location !== undefined && (await api.find(`/locations/${encodeURIComponent(location)}`)) === undefined)
    throw new CliError(`There is no location ${location}`);
}

async function retry(exceptionId: string, options: SystemOptions & JsonOption): Promise<ExitCode | 0> {
  const system = readOutputs(options.outputs);
  const found = await findException(apiOf(system, options), exceptionId);
  const { queue, group, body } = retryOf(found, new Date());
  const client = sqsClient(system);
  const id = (JSON.parse(body) as { id: string }).id;
  const refusals = await sendThrough(client)(system.queues[queue], [
    { Id: '0', MessageBody: body, MessageGroupId: group, MessageDeduplicationId: id },
  ])
    .catch((cause: unknown) => {
      throw queueError(system, cause);
    })
    .finally(() => client.destroy());
  if (refusals[0]) throw new CliError(`The queue ${queue} refused the retry: ${refusals[0].message}`);
  if (options.json) printJson({ exceptionId, queue });
  else print(`${exceptionId} will be decided again`);
  return 0;
}

async function findException(api: LedgerClient, exceptionId: string): Promise<ExceptionAnswer> {
  for await (const exception of api.exceptions({}))
    if (exception.exceptionId === exceptionId) return exception;
  throw new CliError(
    `There is no exception ${exceptionId}, or it has been posted since; "npm run relief -- exceptions" lists them`,
  );
}

export const exceptionsCommand: Subcommand = (program, end) =>
  systemCommand(program, 'exceptions', 'List what was not posted, and why.')
    .addOption(
      new Option('--status <status>', 'only those held, or only those rejected').choices([
        'held',
        'rejected',
      ]),
    )
    .option('--order <orderId>', 'only for this order')
    .option('--location <locationId>', 'only at this location')
    .option('--reason <reason>', 'only for this reason, such as exceeds-entitlement')
    .option('--json', 'print them as JSON, with the original messages')
    .addHelpText(
      'after',
      examples('exceptions --status held', 'exceptions --reason exceeds-entitlement --json'),
    )
    .action(async (options: ExceptionsOptions) => end(await exceptions(options)));

export const retryCommand: Subcommand = (program, end) =>
  systemCommand(program, 'retry', 'Have a held exception decided again.')
    .argument('<exceptionId>', 'as "exceptions" lists it')
    .option('--json', 'print { exceptionId, queue } as JSON')
    .addHelpText(
      'after',
      `
Held items are retried on their own as soon as what they depend on arrives. This asks for a retry at once.
${examples('retry x0f1e2d3c4b5a69788796a5b4c3d2e1f0')}`,
    )
    .action(async (exceptionId: string, options: SystemOptions & JsonOption) =>
      end(await retry(exceptionId, options)),
    );
