/**
 * The naive pattern's function, as it is commonly written: a message a receipt, a transaction a message, what failed
 * goes back to the queue. The receipts of a batch are posted side by side.
 */
import {
  DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { receiptItems } from './naive-receipt.ts';

const client = new DynamoDBClient({});
const tableName = process.env['TABLE_NAME'] ?? '';

const receiptSchema = z.object({
  orderId: z.string().check(z.minLength(1)),
  centreId: z.string().check(z.minLength(1)),
  receiptId: z.string().check(z.minLength(1)),
  householdId: z.string().check(z.minLength(1)),
  lines: z
    .array(
      z.object({
        commodity: z.string().check(z.minLength(1)),
        quantity: z.number().check(z.positive()),
        unit: z.string().check(z.minLength(1)),
      }),
    )
    .check(z.minLength(1)),
});

export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const failures = await Promise.all(Records.map(failureOf));
  return { batchItemFailures: failures.flat() };
}

async function failureOf({ body, messageId }: SQSRecord): Promise<{ itemIdentifier: string }[]> {
  try {
    const TransactItems = receiptItems(tableName, receiptSchema.parse(JSON.parse(body)));
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    return [];
  } catch (error) {
    if (isDone(error)) return [];
    console.error(error);
    return [{ itemIdentifier: messageId }];
  }
}

/** The idempotency record is there already, and with it the rest. */
const isDone = (error: unknown): boolean =>
  error instanceof TransactionCanceledException &&
  error.CancellationReasons?.at(-1)?.Code === 'ConditionalCheckFailed';
