/** `relief exceptions`: what was not posted, and why. */
import { Option } from 'commander';
import type { ExceptionAnswer } from '../../../shared/contract/answers/exceptions.ts';
import { findingStates } from '../../../shared/domain/events.ts';
import { CliError } from '../cli-error.ts';
import { exceptionLines } from '../finding-lines.ts';
import type { ExceptionFilter, LedgerClient } from '../ledger-client.ts';
import { readOutputs } from '../outputs.ts';
import { startProgress } from '../progress.ts';
import {
  apiOf,
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
  readonly payer?: string;
  readonly reason?: string;
  readonly state?: string;
  readonly household?: string;
  readonly reference?: string;
  readonly source?: string;
  readonly event?: string;
}

async function exceptions(options: ExceptionsOptions): Promise<0> {
  const api = apiOf(readOutputs(options.outputs), options);
  const { status, order, location, payer, reason, state, household, reference, source, event } = options;
  const filter = named({
    status,
    orderId: order,
    locationId: location,
    payerId: payer,
    reason,
    state,
    householdId: household,
    reference,
    source,
    eventId: event,
  });
  const found = await collected(api, filter);
  if (found.length === 0) await checkNames(api, options);
  if (options.json) printJson(found);
  else print(found.length === 0 ? 'No exceptions' : exceptionLines(found));
  return 0;
}

/** A wrong import of a large file makes many. */
async function collected(api: LedgerClient, filter: ExceptionFilter): Promise<readonly ExceptionAnswer[]> {
  const progress = startProgress('what was not posted', undefined, 'exceptions');
  const found: ExceptionAnswer[] = [];
  try {
    for await (const exception of api.exceptions(filter)) {
      found.push(exception);
      progress.update(found.length);
    }
  } finally {
    progress.abandon();
  }
  return found;
}

/** Those that were given. */
const named = (filter: { readonly [N in keyof ExceptionFilter]: string | undefined }): ExceptionFilter =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));

/**
 * A misspelt filter finds nothing, which must not reassure. What an exception names need not exist, so this is asked
 * only when none was found. Errors: a `CliError` for an order or a location that does not exist.
 */
async function checkNames(api: LedgerClient, { order, location }: ExceptionsOptions): Promise<void> {
  if (
    order !== undefined &&
    order !== '-' &&
    (await api.find(`/orders/${encodeURIComponent(order)}`)) === undefined
  )
    throw new CliError(`There is no order ${order}`);
  if (location !== undefined && (await api.find(`/locations/${encodeURIComponent(location)}`)) === undefined)
    throw new CliError(`There is no location ${location}`);
}

export const exceptionsCommand: Subcommand = (program, end) =>
  systemCommand(program, 'exceptions', 'List what was not posted, and why.')
    .addOption(
      new Option('--status <status>', 'only those held, or only those rejected').choices([
        'held',
        'rejected',
      ]),
    )
    .addOption(new Option('--state <state>', 'only those in this state').choices(findingStates))
    .option('--order <orderId>', 'only for this order; with - only those that name none')
    .option('--location <locationId>', 'only at this location')
    .option('--payer <payerId>', 'only of this payer')
    .option('--household <householdId>', 'only about this household')
    .option('--reference <number>', 'only about the document of this number')
    .option('--source <source>', 'only of events of this source')
    .option('--event <id>', 'only of events of this id')
    .option('--reason <reason>', 'only for this reason, such as exceeds-entitlement')
    .option('--json', 'print them as JSON, with the original messages')
    .addHelpText(
      'after',
      examples(
        'exceptions --status held',
        'exceptions --order - --state open',
        'exceptions --reason exceeds-entitlement --json',
      ),
    )
    .action(async (options: ExceptionsOptions) => end(await exceptions(options)));
