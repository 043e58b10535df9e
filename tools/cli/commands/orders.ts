/** `relief orders`: which orders there are. */
import { orderAnswer } from '../../../shared/contract/answers/orders.ts';
import { readOutputs } from '../outputs.ts';
import { textTable } from '../report.ts';
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
  else if (found.length === 0) print('No orders');
  else
    print(
      textTable(
        ['Order', 'Status', 'Starts', 'Ends', 'Title'],
        found.map(({ orderId, status, startsOn, endsOn = '', title }) => [
          orderId,
          status,
          startsOn,
          endsOn,
          title,
        ]),
      ),
    );
  return 0;
}

export const ordersCommand: Subcommand = (program, end) =>
  systemCommand(program, 'orders', 'List the orders.')
    .option('--json', 'as JSON, as the API returns them')
    .addHelpText('after', examples('orders'))
    .action(async (options: SystemOptions & JsonOption) => end(await orders(options)));
