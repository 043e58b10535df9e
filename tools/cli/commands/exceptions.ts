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
import { reading } from '../words/reading.ts';
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
  else print(found.length === 0 ? reading('exceptions.none') : exceptionLines(found));
  return 0;
}

/** A wrong import of a large file makes many. */
async function collected(api: LedgerClient, filter: ExceptionFilter): Promise<readonly ExceptionAnswer[]> {
  const progress = startProgress(reading('exceptions.progress'), undefined, reading('exceptions.unit'));
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

const sayOnly = (ids: readonly string[]): void => say(reading('exceptions.only', { ids: ids.join(', ') }));

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
        throw new CliError(reading(`is.${name}`, { id }));
    } catch (error) {
      if (!(error instanceof ForbiddenError)) throw error;
      say(reading(`exceptions.closed.${name}`, { id }));
    }
  }
  for (const number of [options.reference, options.event])
    if (number !== undefined && !(await isFound(api, number, options)))
      say(reading('exceptions.noNumber', { number }));
}

/** Whether a document or an event has this number; some, such as counts, nobody can look up. */
async function isFound(api: LedgerClient, number: string, { order }: ExceptionsOptions): Promise<boolean> {
  const orderId = order === '-' ? undefined : order;
  const { items, complete } = await api.search(number, { orderId, locationId: undefined });
  return !complete || items.some(({ id }) => id === number);
}

export const exceptionsCommand: Subcommand = (program, end) =>
  systemCommand(program, 'exceptions', reading('exceptions.help'))
    .addOption(new Option('--status <status>', reading('exceptions.status')).choices(['held', 'rejected']))
    .addOption(new Option('--state <state>', reading('exceptions.state')).choices(findingStates))
    .option('--order <orderId>', reading('exceptions.order'))
    .option('--location <locationId>', reading('exceptions.location'))
    .option('--payer <payerId>', reading('exceptions.payer'))
    .option('--household <householdId>', reading('exceptions.household'))
    .option('--reference <number>', reading('exceptions.reference'))
    .option('--source <source>', reading('exceptions.source'))
    .option('--event <id>', reading('exceptions.event'))
    .option('--reason <reason>', reading('exceptions.reason'))
    .option('--json', reading('exceptions.json'))
    .addHelpText(
      'after',
      examples(
        'exceptions --status held',
        'exceptions --order - --state open',
        'exceptions --reason exceeds-entitlement --json',
      ),
    )
    .action(async (options: ExceptionsOptions) => end(await exceptions(options)));
