/** `relief payers` and `relief payments`: what payers were given and paid, and what households are due and were paid. */
import { type PaymentListItem, paymentListItem } from '../../../shared/contract/answers/households.ts';
import { type PayerAnswer, payerAnswer } from '../../../shared/contract/answers/payers.ts';
import { CliError } from '../cli-error.ts';
import { askedInTens } from '../in-tens.ts';
import type { LedgerClient } from '../ledger-client.ts';
import { readOutputs } from '../outputs.ts';
import { textTable } from '../report.ts';
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

interface PayersOptions extends SystemOptions, JsonOption {
  readonly payer?: string;
}

interface PaymentsOptions extends SystemOptions, JsonOption {
  readonly order: string;
  readonly outstanding?: true;
}

/** The payers of an order, as its report names them. Errors: a `CliError` where there is no such order. */
async function payerIdsOf(api: LedgerClient, orderId: string): Promise<readonly string[]> {
  const reconciliation = await api.reconciliation(orderId);
  if (reconciliation === undefined) throw new CliError(reading('is.order', { id: orderId }));
  return reconciliation.stipend?.payers.map(({ payerId }) => payerId) ?? [];
}

async function payerOf(api: LedgerClient, payerId: string): Promise<PayerAnswer> {
  const found = await api.read(`/payers/${encodeURIComponent(payerId)}`, payerAnswer);
  if (found === undefined) throw new CliError(reading('is.payer', { id: payerId }));
  return found;
}

async function payers(orderId: string, options: PayersOptions): Promise<0> {
  const api = apiOf(readOutputs(options.outputs), options);
  const ids = options.payer === undefined ? await payerIdsOf(api, orderId) : [options.payer];
  const found = (await askedInTens(ids, (payerId) => payerOf(api, payerId))).flatMap(
    ({ payerId, balances }) =>
      balances.filter((balance) => balance.orderId === orderId).map((balance) => ({ payerId, ...balance })),
  );
  if (options.json) printJson(found);
  else if (found.length === 0) print(reading('payers.none', { order: orderId }));
  else
    print(
      textTable(
        titles('payer', 'currency', 'funded', 'paid', 'balance', 'payments', 'households'),
        found.map(({ payerId, currency, funded, paid, balance, payments, householdsPaid }) => [
          payerId,
          currency,
          funded,
          paid,
          balance,
          payments,
          householdsPaid,
        ]),
      ),
    );
  return 0;
}

const paymentsText = (items: readonly PaymentListItem[]): string =>
  textTable(
    titles('household', 'name', 'adults', 'due', 'paid', 'owed'),
    items.map(({ householdId, name = '', adults, due, paid, outstanding }) => [
      householdId,
      name,
      adults,
      due,
      paid,
      outstanding,
    ]),
  );

async function payments(centreId: string, options: PaymentsOptions): Promise<0> {
  const api = apiOf(readOutputs(options.outputs), options);
  const { order: orderId } = options;
  const path = `/locations/${encodeURIComponent(centreId)}/payment-list`;
  const all = await collect(api.list(path, { orderId }, paymentListItem));
  const owed = all.filter(({ outstanding }) => outstanding > 0);
  const shown = options.outstanding ? owed : all;
  if (options.json) printJson(shown);
  else {
    const currency = all[0]?.currency ?? '';
    print(
      reading('payments.summary', {
        centre: centreId,
        order: orderId,
        count: all.length,
        owed: owed.length,
        currency,
      }),
    );
    if (shown.length > 0) print(`\n${paymentsText(shown)}`);
  }
  return 0;
}

export const payersCommand: Subcommand = (program, end) =>
  systemCommand(program, 'payers', reading('payers.help'))
    .argument('<orderId>')
    .option('--payer <payerId>', reading('payers.payer'))
    .option('--json', usage('json'))
    .addHelpText('after', examples('payers order-2020-08-05'))
    .action(async (orderId: string, options: PayersOptions) => end(await payers(orderId, options)));

export const paymentsCommand: Subcommand = (program, end) =>
  systemCommand(program, 'payments', reading('payments.help'))
    .argument('<centreId>')
    .requiredOption('--order <orderId>', reading('list.order'))
    .option('--outstanding', reading('payments.outstanding'))
    .option('--json', usage('jsonListOfApi'))
    .addHelpText('after', examples('payments KS-R01 --order order-2020-08-05 --outstanding'))
    .action(async (centreId: string, options: PaymentsOptions) => end(await payments(centreId, options)));
