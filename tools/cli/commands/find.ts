/** `relief find`: whatever of households, documents, events, locations and orders a text may mean. */
import type { SearchAnswer, SearchItem } from '../../../shared/contract/answers/search.ts';
import { type ExitCode, exitCodes } from '../cli-error.ts';
import { readOutputs } from '../outputs.ts';
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

interface FindOptions extends SystemOptions, JsonOption {
  readonly order?: string;
  readonly location?: string;
}

/** One line for each thing found: its kind, its number, and what is known of it. */
function foundLine(item: SearchItem): string {
  const { kind, id, name, neighbourhood, householdId, locationId, payerId, orderId, source, status } = item;
  const details = [status, name, neighbourhood, householdId, locationId, payerId, orderId, source];
  return [kind.padEnd(9), id, ...details.flatMap((each) => each ?? [])].join('  ');
}

const hints = {
  q: 'There is more: give more of the text.',
  locationId:
    'There are too many centres to search by name: give the whole number, or a hub or centre with --location.',
  orderId: 'Receipts and payments of other orders were not searched: name one with --order.',
} as const satisfies Record<NonNullable<SearchAnswer['narrowBy']>[number], string>;

async function find(text: string, { order, location, ...options }: FindOptions): Promise<ExitCode | 0> {
  const api = apiOf(readOutputs(options.outputs), options);
  const answer = await api.search(text, { orderId: order, locationId: location });
  if (options.json) printJson(answer);
  else if (answer.items.length > 0) print(answer.items.map(foundLine).join('\n'));
  else say(`Nothing was found for ${text}`);
  if (!options.json) for (const narrowing of answer.narrowBy ?? []) say(hints[narrowing]);
  return answer.items.length > 0 ? 0 : exitCodes.differs;
}

export const findCommand: Subcommand = (program, end) =>
  systemCommand(
    program,
    'find',
    'Find a household by a part of its number, name or neighbourhood; a receipt, payment, waybill or event by its number; a location or order by a part of its name.',
  )
    .argument('<text>')
    .option('--order <orderId>', 'search the receipts and payments of this order')
    .option(
      '--location <locationId>',
      'only the households and receipts of this centre, or of what this hub supplies',
    )
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      examples('find 00004', 'find Kim --location KS-R01', 'find R-00017 --order order-2020-08-05'),
    )
    .action(async (text: string, options: FindOptions) => end(await find(text, options)));
