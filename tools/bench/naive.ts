/**
 * The pattern that comes to mind first: one transaction for each receipt, of a ledger item, the household's
 * entitlement, the centre's stock of four commodities and an idempotency record.
 *
 * It is given every advantage: no queue, no message to read, no rules to check but the conditions, no hashes,
 * and a store on which two transactions that meet at one item do not conflict, as they do on AWS.
 */
import {
  BatchGetItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { BrokenBooks } from './books-check.ts';
import { type CityCentre, type CityHousehold, personsOf, type Receipt, rations, receiptOf } from './city.ts';
import { itemsIn } from './raw.ts';
import type { Section } from './section.ts';

const transactionItems = 100;

/** More than is ever handed over. */
const stockQuantity = 1_000_000_000;

export const naiveSection = (
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
    const served = city.map(({ centreId, households: all }) => ({
      centreId,
      households: all.slice(0, households),
    }));
    const prepared = served.flatMap((centre) => itemsBefore(TableName, centre));
    for (let start = 0; start < prepared.length; start += transactionItems) {
      const TransactItems = prepared.slice(start, start + transactionItems);
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
    }
    const post = async (centreId: string, household: CityHousehold): Promise<void> => {
      const TransactItems = receiptItems(TableName, centreId, receiptOf(orderId, household));
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
    };
    return {
      handovers: served.reduce((sum, centre) => sum + centre.households.length, 0),
      async work() {
        const lanes = served.flatMap(({ centreId, households: mine }) =>
          Array.from({ length: callsPerCentre }, async (_, lane) => {
            for (let index = lane; index < mine.length; index += callsPerCentre) {
              await post(centreId, mine[index] as CityHousehold);
            }
          }),
        );
        await Promise.all(lanes);
      },
      async check() {
        const receipts = served.reduce((sum, centre) => sum + centre.households.length, 0);
        // Of each receipt the entitlement, the ledger item and the idempotency record.
        const expected = 3 * receipts + served.length * rations.length;
        const found = await itemsIn(client, TableName);
        if (found !== expected) throw new BrokenBooks(`${name}: ${found} items, not ${expected}`);
        for (const centre of served) await checkStock(client, TableName, centre);
        await client.send(new DeleteTableCommand({ TableName }));
      },
    };
  },
});

const stockId = (centreId: string, commodity: string): string => `stock/${centreId}/${commodity}`;

function itemsBefore(TableName: string, { centreId, households }: CityCentre): TransactWriteItem[] {
  const stock = rations.map(({ commodity }) => ({
    id: stockId(centreId, commodity),
    quantity: stockQuantity,
  }));
  const entitlements = households.map((household) => ({
    id: `entitlement/${household.householdId}`,
    ...Object.fromEntries(
      rations.map(({ commodity, quantityPerPerson }) => [
        commodity,
        quantityPerPerson * personsOf(household),
      ]),
    ),
  }));
  return [...stock, ...entitlements].map((item) => ({ Put: { TableName, Item: marshall(item) } }));
}

/** The seven items of one receipt. */
function receiptItems(TableName: string, centreId: string, receipt: Receipt): TransactWriteItem[] {
  const { receiptId, householdId, lines } = receipt;
  const taken = Object.fromEntries(lines.map(({ commodity, quantity }) => [`:${commodity}`, quantity]));
  const names = lines.map(({ commodity }) => commodity);
  return [
    {
      Put: {
        TableName,
        Item: marshall({
          id: `ledger/${receiptId}`,
          centreId,
          householdId,
          lines,
          at: new Date().toISOString(),
        }),
        ConditionExpression: 'attribute_not_exists(id)',
      },
    },
    {
      Update: {
        TableName,
        Key: marshall({ id: `entitlement/${householdId}` }),
        UpdateExpression: `SET ${names.map((name) => `${name} = ${name} - :${name}`).join(', ')}`,
        ConditionExpression: names.map((name) => `${name} >= :${name}`).join(' AND '),
        ExpressionAttributeValues: marshall(taken),
      },
    },
    ...lines.map(({ commodity, quantity }) => ({
      Update: {
        TableName,
        Key: marshall({ id: stockId(centreId, commodity) }),
        UpdateExpression: 'SET quantity = quantity - :taken',
        ConditionExpression: 'quantity >= :taken',
        ExpressionAttributeValues: marshall({ ':taken': quantity }),
      },
    })),
    {
      Put: {
        TableName,
        Item: marshall({ id: `done/${receiptId}` }),
        ConditionExpression: 'attribute_not_exists(id)',
      },
    },
  ];
}

async function checkStock(client: DynamoDBClient, table: string, centre: CityCentre): Promise<void> {
  const { centreId, households } = centre;
  const persons = households.reduce((sum, household) => sum + personsOf(household), 0);
  const Keys = rations.map(({ commodity }) => marshall({ id: stockId(centreId, commodity) }));
  const { Responses } = await client.send(
    new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
  );
  const left = new Map(
    (Responses?.[table] ?? []).map((item) => {
      const { id, quantity } = unmarshall(item);
      return [id as string, quantity as number];
    }),
  );
  for (const { commodity, quantityPerPerson } of rations) {
    const expected = stockQuantity - quantityPerPerson * persons;
    const found = left.get(stockId(centreId, commodity));
    if (found !== expected)
      throw new BrokenBooks(`${centreId}: ${found} of ${commodity} left, not ${expected}`);
  }
}
