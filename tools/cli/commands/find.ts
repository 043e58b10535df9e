/** `relief find`: whatever of households, documents, events, locations and orders a text may mean. */
import type { SearchItem } from '../../../shared/contract/answers/search.ts';
import { type ExitCode, exitCodes } from '../cli-error.ts';
import { readOutputs } from '../outputs.ts';
import { named } from '../words/names.ts';
import { reading } from '../words/reading.ts';
import { usage } from '../words/usage.ts';
import { padEnd } from '../words/width.ts';
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
  const details = [
    status && named('search.status', status),
    name,
    neighbourhood,
    householdId,
    locationId,
    payerId,
    orderId,
    source,
  ];
  return [padEnd(named('search.kind', kind), 9), id, ...details.flatMap((each) => each ?? [])].join('  ');
}

async function find(text: string, { order, location, ...options }: FindOptions): Promise<ExitCode | 0> {
  const api = apiOf(readOutputs(options.outputs), options);
  const answer = await api.search(text, { orderId: order, locationId: location });
  if (options.json) printJson(answer);
  else if (answer.items.length > 0) print(answer.items.map(foundLine).join('\n'));
  else say(reading('find.none', { text }));
  if (!options.json) for (const narrowing of answer.narrowBy ?? []) say(reading(`find.narrow.${narrowing}`));
  return answer.items.length > 0 ? 0 : exitCodes.differs;
}

export const findCommand: Subcommand = (program, end) =>
  systemCommand(program, 'find', reading('find.help'))
    .argument('<text>')
    .option('--order <orderId>', reading('find.order'))
    .option('--location <locationId>', reading('find.location'))
    .option('--json', usage('json'))
    .addHelpText(
      'after',
      examples('find 00004', 'find Kim --location KS-R01', 'find R-00017 --order order-2020-08-05'),
    )
    .action(async (text: string, options: FindOptions) => end(await find(text, options)));
