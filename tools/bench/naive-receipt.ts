/** The seven items of one receipt in the naive pattern, in one table; the worker is bundled with no more than this. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

/** A receipt as its message carries it. */
export interface NaiveReceipt {
  readonly orderId: string;
  readonly centreId: string;
  readonly receiptId: string;
  readonly householdId: string;
  readonly lines: readonly { readonly commodity: string; readonly quantity: number; readonly unit: string }[];
}

export const stockId = (orderId: string, centreId: string, commodity: string): string =>
  `stock/${orderId}/${centreId}/${commodity}`;

export const entitlementId = (orderId: string, householdId: string): string =>
  `entitlement/${orderId}/${householdId}`;

/** The ledger item, the household's entitlement, the stock of each commodity, and last the idempotency record. */
export function receiptItems(TableName: string, receipt: NaiveReceipt): TransactWriteItem[] {
  const { orderId, centreId, receiptId, householdId, lines } = receipt;
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
        Key: marshall({ id: entitlementId(orderId, householdId) }),
        UpdateExpression: `SET ${names.map((name) => `${name} = ${name} - :${name}`).join(', ')}`,
        ConditionExpression: names.map((name) => `${name} >= :${name}`).join(' AND '),
        ExpressionAttributeValues: marshall(taken),
      },
    },
    ...lines.map(({ commodity, quantity }) => ({
      Update: {
        TableName,
        Key: marshall({ id: stockId(orderId, centreId, commodity) }),
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
