/** `relief orders`: which orders there are. */
import { orderAnswer } from '../../../shared/contract/answers/orders.ts';
import { readOutputs } from '../outputs.ts';
import { textTable } from '../report.ts';
import { named } from '../words/names.ts';
import { reading, titles } from '../words/reading.ts';
import { usage } from '../words/usage.ts';
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

async function orders(options: SystemOptions & JsonOption): Promise<0> {
  const found = await collect(apiOf(readOutputs(options.outputs), options).list('/orders', {}, orderAnswer));
  if (options.json) printJson(found);
  else if (found.length === 0) print(reading('orders.none'));
  else
    print(
      textTable(
        titles('order', 'status', 'starts', 'ends', 'title'),
        found.map(({ orderId, status, startsOn, endsOn = '', title }) => [
          orderId,
          named('order.status', status),
          startsOn,
          endsOn,
          title,
        ]),
      ),
    );
  return 0;
}

export const ordersCommand: Subcommand = (program, end) =>
  systemCommand(program, 'orders', reading('orders.help'))
    .option('--json', usage('jsonListOfApi'))
    .addHelpText('after', examples('orders'))
    .action(async (options: SystemOptions & JsonOption) => end(await orders(options)));
