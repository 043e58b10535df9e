/** How often each card was asked for: a few times in a minute, and whoever guesses gets nowhere. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';

export const attemptsPerMinute = 10;
const windowMs = 60_000;
/** Others ask for the same card at the same instant; more of them are too many anyway. */
const maxTries = 3;
/** How long an item is kept after its minute. Units: seconds. */
const keptSeconds = 3_600;

interface Attempts {
  readonly since: number;
  readonly count: number;
}

/**
 * L46: counts an attempt for a household's card in a table, one item a card. Costs half a read unit and one write unit an attempt, and half a read unit where there
 * were too many, which is answered with false; DynamoDB deletes the items for nothing.
 *
 * Guarantees: no more than {@link attemptsPerMinute} attempts within a minute of the first of them, however many functions
 * count.
 */
export const attemptsIn =
  (client: Pick<DynamoDBClient, 'send'>, table: string, nowMs: () => number) =>
  async (householdId: string): Promise<boolean> => {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const now = nowMs();
      const before = await read(client, table, householdId);
      const isRecent = before !== undefined && now - before.since < windowMs;
      if (isRecent && before.count >= attemptsPerMinute) return false;
      const next = isRecent ? { since: before.since, count: before.count + 1 } : { since: now, count: 1 };
      if (await write(client, table, householdId, before, next)) return true;
    }
    return false;
  };

async function read(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  householdId: string,
): Promise<Attempts | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: { householdId: { S: householdId } }, ConsistentRead: true }),
  );
  return Item && { since: Number(Item['since']?.N), count: Number(Item['attempts']?.N) };
}

/** False where another attempt was counted first. */
async function write(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  householdId: string,
  before: Attempts | undefined,
  { since, count }: Attempts,
): Promise<boolean> {
  const number = (value: number) => ({ N: String(value) });
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          householdId: { S: householdId },
          since: number(since),
          attempts: number(count),
          expiresAt: number(Math.ceil(since / 1_000) + keptSeconds),
        },
        ...(before === undefined
          ? { ConditionExpression: 'attribute_not_exists(householdId)' }
          : {
              ConditionExpression: 'since = :since AND attempts = :attempts',
              ExpressionAttributeValues: {
                ':since': number(before.since),
                ':attempts': number(before.count),
              },
            }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
