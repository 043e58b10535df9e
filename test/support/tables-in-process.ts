/** The portable table engine in this process, reached without a socket and without the SDK's way through one. */
import * as dynamodb from '@aws-sdk/client-dynamodb';
import { answer } from '../../tools/local/portable-engine/operations.ts';
import { type Reason, RequestError } from '../../tools/local/portable-engine/request-error.ts';
import { SqliteTables } from '../../tools/local/portable-engine/sqlite-tables.ts';

/** A client that answers by itself, as the SDK answers and throws; middleware is not asked. */
export class TablesInProcess extends dynamodb.DynamoDBClient {
  readonly #tables = new SqliteTables(':memory:');

  override send(command: { readonly input: object; readonly constructor: { readonly name: string } }) {
    // Biome and TypeScript know the overloads of the SDK: of this one only the first is used in tests.
    return this.#answer(command.constructor.name.replace(/Command$/, ''), command.input) as Promise<never>;
  }

  override destroy(): void {
    this.#tables.close();
    super.destroy();
  }

  async #answer(operation: string, input: object): Promise<object> {
    try {
      const request: object = JSON.parse(JSON.stringify(input, withBytesAsText));
      const text = answer(this.#tables, operation, request);
      return JSON.parse(text, text.includes('"B":') ? withTextAsBytes : undefined);
    } catch (error) {
      throw error instanceof RequestError ? asOfSdk(error) : error;
    }
  }
}

/** The protocol's JSON holds bytes in base64; a buffer would write itself otherwise. */
function withBytesAsText(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const { [key]: written } = this;
  return written instanceof Uint8Array ? Buffer.from(written).toString('base64') : value;
}

const withTextAsBytes = (key: string, value: unknown): unknown =>
  key === 'B' && typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value;

/** Of these errors the project asks for the class; the others it knows by name. */
const classes = {
  ConditionalCheckFailedException: dynamodb.ConditionalCheckFailedException,
  IdempotentParameterMismatchException: dynamodb.IdempotentParameterMismatchException,
  ResourceInUseException: dynamodb.ResourceInUseException,
  ResourceNotFoundException: dynamodb.ResourceNotFoundException,
} as const;

function asOfSdk({ name, message, reasons }: RequestError): Error {
  const $metadata = {};
  if (reasons !== undefined)
    return new dynamodb.TransactionCanceledException({
      message,
      $metadata,
      CancellationReasons: reasons.map((reason: Reason) => ({ ...reason })),
    });
  const Known = Object.hasOwn(classes, name) ? classes[name as keyof typeof classes] : undefined;
  return Known === undefined
    ? new dynamodb.DynamoDBServiceException({ name, message, $fault: 'client', $metadata })
    : new Known({ message, $metadata });
}
