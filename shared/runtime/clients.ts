/** The SDK clients of a function: one of each, with connections kept open between messages. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { maxAttempts, requestHandler } from './request-limits.ts';

export const dynamoDbClient = (): DynamoDBClient =>
  withoutLogging(new DynamoDBClient({ maxAttempts, requestHandler }));

export const sqsClient = (): SQSClient => withoutLogging(new SQSClient({ maxAttempts, requestHandler }));

/** Nobody reads the SDK's log, and it copies every input and output to be logged, a hundred items at a time. */
function withoutLogging<Client extends DynamoDBClient | SQSClient>(client: Client): Client {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
