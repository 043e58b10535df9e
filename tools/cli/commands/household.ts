/** `relief household`: who belongs to a household, and what is due to it under each order. */
import { type HouseholdAnswer, householdAnswer } from '../../../shared/contract/answers/households.ts';
import { CliError } from '../cli-error.ts';
import { readOutputs } from '../outputs.ts';
import { unitOf } from '../reconciliation.ts';
import { textTable } from '../report.ts';
import { named, unitName } from '../words/names.ts';
import { reading } from '../words/reading.ts';
import { usage } from '../words/usage.ts';
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

type HouseholdOrder = HouseholdAnswer['orders'][number];

function headText({ householdId, centreId, name, neighbourhood, composition, withdrawn }: HouseholdAnswer) {
  const { adults, children, effectiveFrom } = composition;
  const members = {
    adults: reading('household.adults', { count: adults }),
    children: reading('household.children', { count: children }),
    date: effectiveFrom,
  };
  return [
    [householdId, name, neighbourhood, reading('household.registered', { centre: centreId })]
      .flatMap((part) => part ?? [])
      .join(', '),
    reading('household.members', members),
    ...(withdrawn === null
      ? []
      : [
          reading('household.withdrawn', {
            date: withdrawn.effectiveFrom,
            reason: named('withdrawal', withdrawn.reason),
          }),
        ]),
  ].join('\n');
}

function stipendText({ stipend }: HouseholdOrder): string {
  if (stipend === undefined) return '';
  const { currency, due, paid, outstanding, overpaid } = stipend;
  const amounts = reading('household.stipend', { due, currency, paid, outstanding });
  return overpaid > 0 ? amounts + reading('household.overpaid', { amount: overpaid }) : amounts;
}

function orderText(order: HouseholdOrder): string {
  const { orderId, status, centreId, entitlements, missed } = order;
  const shown = { order: orderId, status: named('order.status', status) };
  const isBeyond = entitlements.some(({ overIssued }) => overIssued > 0);
  return [
    centreId === undefined
      ? reading('household.notCovered', shown)
      : reading('household.served', { ...shown, centre: centreId }),
    entitlements.length === 0
      ? ''
      : textTable(
          [
            reading('column.commodity'),
            reading('column.unit'),
            reading('column.entitled'),
            reading('column.released'),
            reading('column.received'),
            reading('column.outstanding'),
            ...(isBeyond ? [reading('column.overIssued')] : []),
          ],
          entitlements.map((row) => [
            named('commodity', row.commodity),
            unitName(unitOf(row)),
            row.entitled,
            row.released,
            row.received,
            row.outstanding,
            ...(isBeyond ? [row.overIssued] : []),
          ]),
        ),
    stipendText(order),
    ...missed.map(({ occurredAt, reason, note = '' }) =>
      reading('household.missed', { at: occurredAt, reason: named('missed', reason), note }).trimEnd(),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

async function household(
  householdId: string,
  options: SystemOptions & JsonOption & { readonly order?: string },
): Promise<0> {
  const api = apiOf(readOutputs(options.outputs), options);
  const found = await api.read(`/households/${encodeURIComponent(householdId)}`, householdAnswer);
  if (found === undefined) throw new CliError(reading('is.household', { id: householdId }));
  const { order } = options;
  const orders = found.orders.filter(({ orderId }) => order === undefined || orderId === order);
  if (order !== undefined && orders.length === 0)
    throw new CliError(reading('household.outside', { order, household: householdId }));
  if (options.json) printJson({ ...found, orders });
  else print([headText(found), ...orders.map(orderText)].join('\n\n'));
  return 0;
}

export const householdCommand: Subcommand = (program, end) =>
  systemCommand(program, 'household', reading('household.help'))
    .argument('<householdId>', reading('household.id'))
    .option('--order <orderId>', reading('household.order'))
    .option('--json', usage('jsonOfApi'))
    .addHelpText(
      'after',
      examples('household KS-R01-00001', 'household KS-R01-00001 --order order-2020-08-05'),
    )
    .action(async (householdId: string, options) => end(await household(householdId, options)));
