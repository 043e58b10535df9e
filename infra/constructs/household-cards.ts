import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { cardAttemptsEnvironmentName, cardSecretEnvironmentName } from '../../shared/runtime/environment-names.ts';
import type { BundledFunction } from './bundled-function.ts';

/** Letters of the key: more than the 256 bits that HMAC-SHA256 uses. */
const keyLength = 64;

/** What cards need beside the books: the key of their codes, and a table in which attempts at them are counted. */
export class HouseholdCards extends Construct {
  readonly #secret: Secret;
  readonly #attempts: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // With another key every card is void, so it outlives the stack.
    this.#secret = new Secret(this, 'Key', {
      description: 'Makes the codes of household cards. Every printed card is void once it changes.',
      generateSecretString: { passwordLength: keyLength, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.#attempts = new Table(this, 'Attempts', {
      partitionKey: { name: 'householdId', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      timeToLiveAttribute: 'expiresAt',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.#secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Rotation would make every printed card void; one card is ended by renewing it.',
    });
    Validations.of(this.#attempts).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason: 'Counts of the last minute, which nobody restores.',
    });
  }

  /** Lets a function check cards: it reads the key, and counts attempts. */
  allowChecking(checker: BundledFunction): void {
    checker.function.addEnvironment(cardSecretEnvironmentName, this.#secret.secretArn);
    checker.function.addEnvironment(cardAttemptsEnvironmentName, this.#attempts.tableName);
    checker.allow({
      sid: 'ReadKeyOfCards',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [this.#secret.secretArn],
    });
    checker.allow({
      sid: 'CountAttempts',
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [this.#attempts.tableArn],
    });
  }
}
