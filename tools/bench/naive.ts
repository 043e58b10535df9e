/**
 * The pattern that comes to mind first: one transaction for each receipt, of a ledger item, the household's
 * entitlement, the centre's stock of four commodities and an idempotency record.
 *
 * It is measured whole, from its queue to its table, and as bare calls to the store. It is given every advantage: no
 * rules to check but the conditions, no hashes, nothing kept of what was refused, full batches of ten, and a store on
 * which two transactions that meet at one item wait for each other and do not fail, as they do on AWS.
 */
import { setTimeout as delay } from 'node:timers/promises';
import {
  BatchGetItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { watchEveryMs } from './bench-system.ts';
import { BrokenBooks } from './books-check.ts';
import { type CityCentre, personsOf, rations, receiptOf } from './city.ts';
import { entitlementId, type NaiveReceipt, receiptItems, stockId } from './naive-receipt.ts';
import type { NaiveSystem } from './naive-system.ts';
import { itemsIn } from './raw.ts';
import type { Section } from './section.ts';

const transactionItems = 100;

/** More than is ever handed over. */
const stockQuantity = 1_000_000_000;

/** The store alone: no queue, no message to read, no container. */
export const naiveStoreSection = (
  name: string,
  about: string,
  client: DynamoDBClient,
  city: readonly CityCentre[],
  households: number,
  callsPerCentre: number,
): Section => ({
  name,
  about,
  needsOrder: false,
  async prepare(orderId) {
    const TableName = `naive-${orderId}`;
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    const books = await NaiveBooks.open(client, TableName, orderId, city, households);
    const post = async (receipt: NaiveReceipt): Promise<void> => {
      const TransactItems = receiptItems(TableName, receipt);
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
    };
    return {
      handovers: books.receipts.length,
      async work() {
        const lanes = city.flatMap((centre) => {
          const mine = books.receiptsOf(centre);
          return Array.from({ length: callsPerCentre }, async (_, lane) => {
            for (let index = lane; index < mine.length; index += callsPerCentre) {
              await post(mine[index] as NaiveReceipt);
            }
          });
        });
        await Promise.all(lanes);
      },
      async check() {
        await books.check(name);
        await client.send(new DeleteTableCommand({ TableName }));
      },
    };
  },
});

/** From messages that wait in SQS, polled and processed by the same local system, until the last is booked. */
export const naiveSystemSection = (
  name: string,
  about: string,
  system: NaiveSystem,
  client: DynamoDBClient,
  city: readonly CityCentre[],
  households: number,
): Section => ({
  name,
  about,
  needsOrder: false,
  async prepare(orderId) {
    const books = await NaiveBooks.open(client, system.tableName, orderId, city, households);
    await system.send(books.receipts);
    return {
      handovers: books.receipts.length,
      async work() {
        system.resume();
        await books.untilServed();
      },
      async check() {
        await system.pause();
        await books.check(name);
      },
    };
  },
});

/** What one run's receipts must leave behind. */
class NaiveBooks {
  readonly receipts: readonly NaiveReceipt[];
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #orderId: string;
  readonly #served: readonly CityCentre[];
  readonly #itemsBefore: number;

  private constructor(
    client: DynamoDBClient,
    table: string,
    orderId: string,
    served: readonly CityCentre[],
    itemsBefore: number,
  ) {
    this.#client = client;
    this.#table = table;
    this.#orderId = orderId;
    this.#served = served;
    this.#itemsBefore = itemsBefore;
    this.receipts = served.flatMap((centre) => this.receiptsOf(centre));
  }

  /** Writes the stock of each centre and the entitlement of the first households of each. */
  static async open(
    client: DynamoDBClient,
    table: string,
    orderId: string,
    city: readonly CityCentre[],
    households: number,
  ): Promise<NaiveBooks> {
    const served = city.map((centre) => ({ ...centre, households: centre.households.slice(0, households) }));
    const prepared = served.flatMap((centre) => itemsBefore(table, orderId, centre));
    for (let start = 0; start < prepared.length; start += transactionItems) {
      const TransactItems = prepared.slice(start, start + transactionItems);
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
    }
    return new NaiveBooks(client, table, orderId, served, await itemsIn(client, table));
  }

  receiptsOf({ centreId }: CityCentre): readonly NaiveReceipt[] {
    const { households = [] } = this.#served.find((centre) => centre.centreId === centreId) ?? {};
    return households.map((household) => ({
      orderId: this.#orderId,
      centreId,
      ...receiptOf(this.#orderId, household),
    }));
  }

  /** Settles when the stock of every centre shows every receipt. */
  async untilServed(): Promise<void> {
    for (const centre of this.#served) {
      const expected = expectedStock(centre);
      const [first] = rations;
      while ((await this.#stockOf(centre)).get(first.commodity) !== expected.get(first.commodity)) {
        await delay(watchEveryMs);
      }
    }
  }

  /** Errors: `BrokenBooks`. */
  async check(name: string): Promise<void> {
    // Of each receipt the ledger item and the idempotency record.
    const expected = this.#itemsBefore + 2 * this.receipts.length;
    const found = await itemsIn(this.#client, this.#table);
    if (found !== expected) throw new BrokenBooks(`${name}: ${found} items, not ${expected}`);
    for (const centre of this.#served) {
      const left = await this.#stockOf(centre);
      for (const [commodity, quantity] of expectedStock(centre)) {
        if (left.get(commodity) === quantity) continue;
        throw new BrokenBooks(
          `${centre.centreId}: ${left.get(commodity)} of ${commodity} left, not ${quantity}`,
        );
      }
    }
  }

  async #stockOf({ centreId }: CityCentre): Promise<ReadonlyMap<string, number>> {
    const ids = new Map(
      rations.map(({ commodity }) => [stockId(this.#orderId, centreId, commodity), commodity]),
    );
    const Keys = [...ids.keys()].map((id) => marshall({ id }));
    const { Responses } = await this.#client.send(
      new BatchGetItemCommand({ RequestItems: { [this.#table]: { Keys, ConsistentRead: true } } }),
    );
    return new Map(
      (Responses?.[this.#table] ?? []).map((item) => {
        const { id, quantity } = unmarshall(item) as { readonly id: string; readonly quantity: number };
        return [ids.get(id) ?? id, quantity];
      }),
    );
  }
}

function expectedStock({ households }: CityCentre): ReadonlyMap<string, number> {
  const persons = households.reduce((sum, household) => sum + personsOf(household), 0);
  return new Map(
    rations.map(({ commodity, quantityPerPerson }) => [
      commodity,
      stockQuantity - quantityPerPerson * persons,
    ]),
  );
}

function itemsBefore(
  TableName: string,
  orderId: string,
  { centreId, households }: CityCentre,
): TransactWriteItem[] {
  const stock = rations.map(({ commodity }) => ({
    id: stockId(orderId, centreId, commodity),
    quantity: stockQuantity,
  }));
  const entitlements = households.map((household) => ({
    id: entitlementId(orderId, household.householdId),
    ...Object.fromEntries(
      rations.map(({ commodity, quantityPerPerson }) => [
        commodity,
        quantityPerPerson * personsOf(household),
      ]),
    ),
  }));
  return [...stock, ...entitlements].map((item) => ({ Put: { TableName, Item: marshall(item) } }));
}
