/** The SDK clients of a function: one of each, with connections kept open between messages. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';

/**
 * Groups of several message groups are loaded side by side; 50 sockets are the SDK's own default, said here.
 * A connection may take as long as an answer: a machine that is busy for two seconds has lost nothing.
 */
const requestHandler = { httpsAgent: { maxSockets: 50 }, requestTimeout: 5_000, connectionTimeout: 5_000 };

export const dynamoDbClient = (): DynamoDBClient =>
  withoutLogging(new DynamoDBClient({ maxAttempts: 4, requestHandler }));

export const sqsClient = (): SQSClient => withoutLogging(new SQSClient({ maxAttempts: 4, requestHandler }));

/** Nobody reads the SDK's log, and it copies every input and output to be logged, a hundred items at a time. */
function withoutLogging<Client extends DynamoDBClient | SQSClient>(client: Client): Client {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
