/** Does what each message says, and writes down in which order and how often it saw it. */
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSEvent } from 'aws-lambda';

/** `fails`: reported for its first n receives. `answers`: returned instead of a partial batch response. */
export interface Instruction {
  readonly name: string;
  readonly fails?: number;
  readonly throws?: number;
  readonly sleepsMs?: number;
  readonly exits?: boolean;
  readonly answers?: unknown;
  /** Messages, one after the other's receipt, that it sends to its own queue. */
  readonly sendsOn?: number;
}

const client = new DynamoDBClient({});
const queues = new SQSClient({});
let invocations = 0;

export async function handler(event: SQSEvent, context: Context): Promise<unknown> {
  invocations += 1;
  const batchItemFailures: { itemIdentifier: string }[] = [];
  let answer: unknown;
  for (const record of event.Records) {
    const instruction = JSON.parse(record.body) as Instruction;
    const received = Number(record.attributes.ApproximateReceiveCount);
    await client.send(
      new PutItemCommand({
        TableName: process.env['RECORDS_TABLE'],
        Item: {
          subject: { S: 'seen' },
          item: {
            S: `${Date.now()}-${String(invocations).padStart(4, '0')}-${instruction.name}-${received}`,
          },
          name: { S: instruction.name },
          group: { S: record.attributes.MessageGroupId ?? '' },
          batch: { N: String(event.Records.length) },
          remainingMs: { N: String(context.getRemainingTimeInMillis()) },
          place: { S: process.env['PLACE'] ?? '' },
        },
      }),
    );
    if (instruction.exits === true && received === 1) {
      process.exit(7);
    }
    if (received <= (instruction.throws ?? 0)) {
      throw new Error(`told to throw by ${instruction.name}`);
    }
    if (instruction.sleepsMs !== undefined && received === 1) {
      await new Promise((resolve) => setTimeout(resolve, instruction.sleepsMs));
    }
    if (received <= (instruction.fails ?? 0)) {
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
    const { sendsOn = 0 } = instruction;
    if (sendsOn > 0) {
      await queues.send(
        new SendMessageCommand({
          QueueUrl: process.env['QUEUE_URL'],
          MessageBody: JSON.stringify({ ...instruction, sendsOn: sendsOn - 1 }),
          MessageGroupId: record.attributes.MessageGroupId,
        }),
      );
    }
    if ('answers' in instruction) {
      answer = instruction.answers;
    }
  }
  return answer === undefined ? { batchItemFailures } : answer;
}
