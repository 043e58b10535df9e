/** `relief household`: who belongs to a household, and what is due to it under each order. */
import { type HouseholdAnswer, householdAnswer } from '../../../shared/contract/answers/households.ts';
import { CliError } from '../cli-error.ts';
import { readOutputs } from '../outputs.ts';
import { unitOf } from '../reconciliation.ts';
import { grouped, textTable } from '../report.ts';
import {
  apiOf,
  counted,
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
  const members = `${counted(adults, 'adult')} and ${counted(children, 'child', 'children')}`;
  return [
    [householdId, name, neighbourhood, `registered at ${centreId}`].flatMap((part) => part ?? []).join(', '),
    `${members} from ${effectiveFrom} on`,
    ...(withdrawn === null
      ? []
      : [`Taken off the registry from ${withdrawn.effectiveFrom} on: ${withdrawn.reason}`]),
  ].join('\n');
}

function stipendText({ stipend }: HouseholdOrder): string {
  if (stipend === undefined) return '';
  const { currency, due, paid, outstanding, overpaid } = stipend;
  const beyond = overpaid > 0 ? `, ${grouped(overpaid)} too much` : '';
  return `Stipend: ${grouped(due)} ${currency} due, ${grouped(paid)} paid, ${grouped(outstanding)} outstanding${beyond}`;
}

function orderText(order: HouseholdOrder): string {
  const { orderId, status, centreId, entitlements, missed } = order;
  const isBeyond = entitlements.some(({ overIssued }) => overIssued > 0);
  return [
    `${orderId} (${status}), ${centreId === undefined ? 'not covered' : `served by ${centreId}`}`,
    entitlements.length === 0
      ? ''
      : textTable(
          [
            'Commodity',
            'Unit',
            'Entitled',
            'Released',
            'Received',
            'Outstanding',
            ...(isBeyond ? ['Over-issued'] : []),
          ],
          entitlements.map((row) => [
            row.commodity,
            unitOf(row),
            row.entitled,
            row.released,
            row.received,
            row.outstanding,
            ...(isBeyond ? [row.overIssued] : []),
          ]),
        ),
    stipendText(order),
    ...missed.map(({ occurredAt, reason, note = '' }) =>
      `Not served at ${occurredAt}: ${reason} ${note}`.trimEnd(),
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
  if (found === undefined) throw new CliError(`There is no household ${householdId}`);
  const { order } = options;
  const orders = found.orders.filter(({ orderId }) => order === undefined || orderId === order);
  if (order !== undefined && orders.length === 0)
    throw new CliError(`${order} does not cover the household ${householdId}, and gave it nothing`);
  if (options.json) printJson({ ...found, orders });
  else print([headText(found), ...orders.map(orderText)].join('\n\n'));
  return 0;
}

export const householdCommand: Subcommand = (program, end) =>
  systemCommand(
    program,
    'household',
    'Show who belongs to a household, and what it is due and has received under each order.',
  )
    .argument('<householdId>', 'its whole number; "find" finds it by a part')
    .option('--order <orderId>', 'only under this order')
    .option('--json', 'as JSON, as the API returns it')
    .addHelpText(
      'after',
      examples('household KS-R01-00001', 'household KS-R01-00001 --order order-2020-08-05'),
    )
    .action(async (householdId: string, options) => end(await household(householdId, options)));
