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
/** How long an item is kept after its last attempt. Units: seconds. */
const keptSeconds = 3_600;

/** When the attempts were made that may count still. Units: milliseconds. */
type Attempts = readonly number[];

/**
 * L46: counts an attempt for a household's card in a table, one item a card. Costs half a read unit and one write unit an attempt, and half a read unit where there
 * were too many, which is answered with false; DynamoDB deletes the items for nothing.
 *
 * Guarantees: no more than {@link attemptsPerMinute} attempts in any 60 seconds, however many functions count; as far as their
 * clocks agree.
 */
export const attemptsIn =
  (client: Pick<DynamoDBClient, 'send'>, table: string, nowMs: () => number) =>
  async (householdId: string): Promise<boolean> => {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const now = nowMs();
      const before = await read(client, table, householdId);
      const recent = (before ?? []).filter((at) => now - at < windowMs);
      if (recent.length >= attemptsPerMinute) return false;
      if (await write(client, table, householdId, before, [...recent, now])) return true;
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
  return Item?.['instants']?.S?.split(' ').map(Number);
}

/** False where another attempt was counted first. */
async function write(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  householdId: string,
  before: Attempts | undefined,
  attempts: Attempts,
): Promise<boolean> {
  const text = (instants: Attempts) => ({ S: instants.join(' ') });
  const expiresAt = Math.ceil(Math.max(...attempts) / 1_000) + keptSeconds;
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          householdId: { S: householdId },
          instants: text(attempts),
          expiresAt: { N: String(expiresAt) },
        },
        ...(before === undefined
          ? { ConditionExpression: 'attribute_not_exists(instants)' }
          : {
              ConditionExpression: 'instants = :before',
              ExpressionAttributeValues: { ':before': text(before) },
            }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
