/** `relief cards`: the cards of a centre, and a new card for a household; `relief publish`: the public page of an order. */
import { randomUUID } from 'node:crypto';
import { cardsTable } from '../../../functions/ledger-api/cards.ts';
import { commandBody } from '../../../shared/contract/commands.ts';
import { csvText } from '../../../shared/files/csv.ts';
import { CliError, exitCodes } from '../cli-error.ts';
import type { LedgerClient } from '../ledger-client.ts';
import type { OperatorMessage } from '../operator-messages.ts';
import { readOutputs } from '../outputs.ts';
import {
  apiOf,
  collect,
  examples,
  type JsonOption,
  print,
  printBytes,
  printJson,
  type Subcommand,
  type SystemOptions,
  systemCommand,
} from './command-line.ts';
import { sendMessage } from './operator.ts';

interface CardsOptions extends SystemOptions, JsonOption {
  readonly centre?: string;
  readonly order?: string;
  readonly renew?: string;
}

/** The message that gives a household a new card. */
export const renewalOf = (householdId: string, now: Date): OperatorMessage => ({
  queue: 'registrations',
  group: householdId,
  body: commandBody(
    { type: 'relief.card.renewed.v1', householdId },
    `renew-${randomUUID()}`,
    now.toISOString(),
  ),
});

/** The message that opens or closes the public page of an order. */
export const publicationOf = (orderId: string, isPublic: boolean, now: Date): OperatorMessage => ({
  queue: 'policy-orders',
  group: orderId,
  body: commandBody(
    { type: 'relief.order.published.v1', orderId, isPublic },
    `publish-${randomUUID()}`,
    now.toISOString(),
  ),
});

/** What is not there is told of at once: the queue would take the message for it. */
async function mustBeThere(api: LedgerClient, path: string, id: string): Promise<void> {
  if ((await api.find(path)) === undefined) throw new CliError(`${id} was not found`);
}

async function cards({ centre, order, renew, ...options }: CardsOptions): Promise<0> {
  const system = readOutputs(options.outputs);
  const api = apiOf(system, options);
  if (renew !== undefined) {
    await mustBeThere(api, `/households/${encodeURIComponent(renew)}`, renew);
    await sendMessage(system, renewalOf(renew, new Date()));
    if (options.json) printJson({ householdId: renew, status: 'renewed' });
    else print(`${renew} gets a new card; the old one opens nothing from now on`);
    return 0;
  }
  if (centre === undefined || order === undefined)
    throw new CliError(
      'Name the centre and the order: --centre <centreId> --order <orderId>',
      exitCodes.badInput,
    );
  const items = await collect(api.cards(centre, order));
  if (options.json) printJson(items);
  else printBytes(csvText(cardsTable(items)));
  return 0;
}

export const cardsCommand: Subcommand = (program, end) =>
  systemCommand(program, 'cards', 'List the cards of the households that a centre serves, or renew one.')
    .option('--centre <centreId>', 'the centre whose cards are listed')
    .option('--order <orderId>', 'the order whose dues are on them')
    .option('--renew <householdId>', 'make a new code for this household, and end the old one')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Whoever has a token speaks for its household: print the cards, and delete the file. The page prints them with QR codes.
${examples('cards --centre KS-R01 --order order-2020-08-05 > cards.csv', 'cards --renew KS-R01-00002')}`,
    )
    .action(async (options: CardsOptions) => end(await cards(options)));

interface PublishOptions extends SystemOptions, JsonOption {
  readonly close?: true;
}

async function publish(orderId: string, options: PublishOptions): Promise<0> {
  const system = readOutputs(options.outputs);
  const api = apiOf(system, options);
  await mustBeThere(api, `/orders/${encodeURIComponent(orderId)}`, orderId);
  const isPublic = options.close !== true;
  await sendMessage(system, publicationOf(orderId, isPublic, new Date()));
  if (options.json) printJson({ orderId, isPublic });
  else print(`The public page of ${orderId} is ${isPublic ? 'open' : 'closed'}: /orders/${orderId}/public`);
  return 0;
}

export const publishCommand: Subcommand = (program, end) =>
  systemCommand(program, 'publish', 'Open the public page of an order to everybody, or close it.')
    .argument('<orderId>')
    .option('--close', 'close it again')
    .option('--json', 'print { orderId, isPublic } as JSON')
    .addHelpText(
      'after',
      `
It shows what came, was handed out and is on hand by location: no names, and no figures of few households.
${examples('publish order-2020-08-05', 'publish order-2020-08-05 --close')}`,
    )
    .action(async (orderId: string, options: PublishOptions) => end(await publish(orderId, options)));
