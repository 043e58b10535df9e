/** `relief cards`: the cards of a centre, and a new card for a household; `relief publish`: the public page of an order. */
import { randomUUID } from 'node:crypto';
import { cardsTable } from '../../../functions/ledger-api/cards.ts';
import { commandBody } from '../../../shared/contract/commands.ts';
import { csvText } from '../../../shared/files/csv.ts';
import { CliError, exitCodes } from '../cli-error.ts';
import type { LedgerClient } from '../ledger-client.ts';
import type { OperatorMessage } from '../operator-messages.ts';
import { readOutputs } from '../outputs.ts';
import { correcting } from '../words/correcting.ts';
import { usage } from '../words/usage.ts';
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
  if ((await api.find(path)) === undefined) throw new CliError(correcting('cards.notFound', { id }));
}

async function cards({ centre, order, renew, ...options }: CardsOptions): Promise<0> {
  const system = readOutputs(options.outputs);
  const api = apiOf(system, options);
  if (renew !== undefined) {
    await mustBeThere(api, `/households/${encodeURIComponent(renew)}`, renew);
    await sendMessage(system, renewalOf(renew, new Date()));
    if (options.json) printJson({ householdId: renew, status: 'renewed' });
    else print(correcting('cards.renewed', { id: renew }));
    return 0;
  }
  if (centre === undefined || order === undefined)
    throw new CliError(correcting('cards.which'), exitCodes.badInput);
  const items = await collect(api.cards(centre, order));
  if (options.json) printJson(items);
  else printBytes(csvText(cardsTable(items)));
  return 0;
}

export const cardsCommand: Subcommand = (program, end) =>
  systemCommand(program, 'cards', correcting('cards.help'))
    .option('--centre <centreId>', correcting('cards.centre'))
    .option('--order <orderId>', correcting('cards.order'))
    .option('--renew <householdId>', correcting('cards.renew'))
    .option('--json', usage('json'))
    .addHelpText(
      'after',
      `${correcting('cards.about')}${examples('cards --centre KS-R01 --order order-2020-08-05 > cards.csv', 'cards --renew KS-R01-00002')}`,
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
  else print(correcting(isPublic ? 'publish.opened' : 'publish.closed', { order: orderId }));
  return 0;
}

export const publishCommand: Subcommand = (program, end) =>
  systemCommand(program, 'publish', correcting('publish.help'))
    .argument('<orderId>')
    .option('--close', correcting('publish.close'))
    .option('--json', correcting('publish.json'))
    .addHelpText(
      'after',
      `${correcting('publish.about')}${examples('publish order-2020-08-05', 'publish order-2020-08-05 --close')}`,
    )
    .action(async (orderId: string, options: PublishOptions) => end(await publish(orderId, options)));
