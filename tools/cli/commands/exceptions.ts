/** `relief exceptions`: what was not posted, and why. */
import { Option } from 'commander';
import type { ExceptionAnswer } from '../../../shared/contract/answers/exceptions.ts';
import { findingStates } from '../../../shared/domain/events.ts';
import { CliError } from '../cli-error.ts';
import { exceptionLines } from '../finding-lines.ts';
import { type ExceptionFilter, ForbiddenError, type LedgerClient } from '../ledger-client.ts';
import { openExceptions } from '../open-exceptions.ts';
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
  say,
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
    for await (const exception of openExceptions(api, filter, sayOnly)) {
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

const sayOnly = (ids: readonly string[]): void =>
  say(`Only what concerns ${ids.join(', ')}: no more is open to you`);

const withNames = ['order', 'location', 'payer', 'household'] as const;

/**
 * A misspelt filter finds nothing, which must not reassure. What an exception names need not exist, so this is asked
 * only when none was found. Errors: a `CliError` for what is named and does not exist.
 */
async function checkNames(api: LedgerClient, options: ExceptionsOptions): Promise<void> {
  for (const name of withNames) {
    const id = options[name];
    if (id === undefined || (name === 'order' && id === '-')) continue;
    try {
      if ((await api.find(`/${name}s/${encodeURIComponent(id)}`)) === undefined)
        throw new CliError(`There is no ${name} ${id}`);
    } catch (error) {
      if (!(error instanceof ForbiddenError)) throw error;
      say(`Whether there is a ${name} ${id} is not open to you`);
    }
  }
  for (const number of [options.reference, options.event])
    if (number !== undefined && !(await isFound(api, number, options)))
      say(`No receipt, payment, waybill or event ${number} was found either: is the number right?`);
}

/** Whether a document or an event has this number; some, such as counts, nobody can look up. */
async function isFound(api: LedgerClient, number: string, { order }: ExceptionsOptions): Promise<boolean> {
  const orderId = order === '-' ? undefined : order;
  const { items, complete } = await api.search(number, { orderId, locationId: undefined });
  return !complete || items.some(({ id }) => id === number);
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
