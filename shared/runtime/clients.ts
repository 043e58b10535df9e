/** The SDK clients of a function: one of each, with connections kept open between messages. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';

/** Groups of several message groups are loaded side by side; 50 sockets are the SDK's own default, said here. */
const requestHandler = { httpsAgent: { maxSockets: 50 }, requestTimeout: 5_000, connectionTimeout: 2_000 };

export const dynamoDbClient = (): DynamoDBClient => new DynamoDBClient({ maxAttempts: 4, requestHandler });

export const sqsClient = (): SQSClient => new SQSClient({ maxAttempts: 4, requestHandler });
