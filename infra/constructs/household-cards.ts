import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import {
  cardAttemptsEnvironmentName,
  cardSecretEnvironmentName,
} from '../../shared/runtime/environment-names.ts';
import type { BundledFunction } from './bundled-function.ts';
import type { CardKey } from './card-key.ts';

/** What checks cards beside the books: the key of their codes, and a table in which attempts at them are counted. */
export class HouseholdCards extends Construct {
  readonly #key: CardKey;
  readonly #attempts: Table;

  constructor(scope: Construct, id: string, key: CardKey) {
    super(scope, id);
    this.#key = key;
    this.#attempts = new Table(this, 'Attempts', {
      partitionKey: { name: 'householdId', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      timeToLiveAttribute: 'expiresAt',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.#attempts).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason: 'Counts of the last minute, which nobody restores.',
    });
  }

  /** Lets a function check cards: it reads the key, and counts attempts. */
  allowChecking(checker: BundledFunction): void {
    const { secretArn } = this.#key.secret;
    checker.function.addEnvironment(cardSecretEnvironmentName, secretArn);
    checker.function.addEnvironment(cardAttemptsEnvironmentName, this.#attempts.tableName);
    checker.allow({
      sid: 'ReadKeyOfCards',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [secretArn],
    });
    checker.allow({
      sid: 'CountAttempts',
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [this.#attempts.tableArn],
    });
  }
}
