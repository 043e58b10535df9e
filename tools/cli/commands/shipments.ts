/** `relief shipments`: the waybills of an order, and what is missing of each. */
import { Option } from 'commander';
import { type ShipmentAnswer, shipmentAnswer } from '../../../shared/contract/answers/shipments.ts';
import { readOutputs } from '../outputs.ts';
import { unitOf } from '../reconciliation.ts';
import { textTable } from '../report.ts';
import { withRests } from '../rests.ts';
import { named, unitName } from '../words/names.ts';
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

interface ShipmentsOptions extends SystemOptions, JsonOption {
  readonly to?: string;
  readonly status?: string;
}

const statuses = shipmentAnswer.shape.status.options;

function wayText(from: string | undefined, to: string, carrier: string | undefined): string {
  const way =
    from === undefined ? reading('shipments.way', { to }) : reading('shipments.wayFrom', { from, to });
  return carrier === undefined ? way : reading('shipments.carrier', { way, carrier });
}

/** One line for each commodity of a waybill; where it comes from and goes to stands below its first. */
const shipmentsText = (shipments: readonly ShipmentAnswer[]): string => {
  const lines = shipments.flatMap((shipment) =>
    shipment.lines.map((line, index) => ({ ...shipment, line, isFirst: index === 0 })),
  );
  return withRests(
    textTable(
      titles('waybill', 'status', 'commodity', 'unit', 'sent', 'received', 'lost', 'missing'),
      lines.map(({ shipmentId, status, line }) => [
        shipmentId,
        named('status', status),
        named('commodity', line.commodity),
        unitName(unitOf(line)),
        line.dispatched,
        line.received,
        line.lost,
        line.shortfall,
      ]),
    ),
    lines.map(({ from, to, carrier, closed, isFirst }) =>
      isFirst
        ? [
            wayText(from, to, carrier),
            closed && reading('shipments.closed', { remainder: closed.remainder, reason: closed.reason }),
          ]
        : [],
    ),
  );
};

async function shipments(orderId: string, options: ShipmentsOptions): Promise<0> {
  const api = apiOf(readOutputs(options.outputs), options);
  const { to, status } = options;
  const all = await collect(
    to === undefined
      ? api.list(`/orders/${encodeURIComponent(orderId)}/shipments`, {}, shipmentAnswer)
      : api.list(`/locations/${encodeURIComponent(to)}/shipments`, { orderId }, shipmentAnswer),
  );
  const found = all.filter((shipment) => status === undefined || shipment.status === status);
  if (options.json) printJson(found);
  else print(found.length === 0 ? reading('shipments.none') : shipmentsText(found));
  return 0;
}

export const shipmentsCommand: Subcommand = (program, end) =>
  systemCommand(program, 'shipments', reading('shipments.help'))
    .argument('<orderId>')
    .option('--to <locationId>', reading('shipments.to'))
    .addOption(new Option('--status <status>', reading('shipments.status')).choices(statuses))
    .option('--json', usage('jsonListOfApi'))
    .addHelpText(
      'after',
      examples('shipments order-2020-08-05 --status part-arrived', 'shipments order-2020-08-05 --to KS-R01'),
    )
    .action(async (orderId: string, options: ShipmentsOptions) => end(await shipments(orderId, options)));
