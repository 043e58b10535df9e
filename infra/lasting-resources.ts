/** What no deployment may replace or remove: tables, queues, the archive of seals, and the key of cards. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyValidationStack,
} from 'aws-cdk-lib';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

interface Properties {
  readonly [name: string]: Json | undefined;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Properties;
}

/** What makes a resource the one it is, by name: CloudFormation makes another when one of these changes. */
type Identity = { readonly [name: string]: Json };

/** Shape: keyed by stack and logical id, `ReliefLedgerState/StockTable5F1D40B0`. */
export type LastingResources = { readonly [place: string]: Identity };

export interface Loss {
  readonly place: string;
  readonly what: string;
}

export const baselineFile = join(import.meta.dirname, 'lasting-resources.json');

/** Reads what the last agreed deployment has. */
export const readBaseline = (): LastingResources =>
  JSON.parse(readFileSync(baselineFile, 'utf8')) as LastingResources;

/** The lasting resources of a stack's template. */
export function lastingResourcesOf(
  stackName: string,
  template: { readonly Resources?: { readonly [logicalId: string]: Resource } },
): LastingResources {
  return Object.fromEntries(
    Object.entries(template.Resources ?? {}).flatMap(([logicalId, { Type, Properties = {} }]) => {
      const identity = identityOf(Type, Properties);
      return identity === undefined ? [] : [[`${stackName}/${logicalId}`, { Type, ...identity }]];
    }),
  );
}

/** A bucket lasts where objects in it are locked. */
function identityOf(type: string, properties: Properties): Identity | undefined {
  const named = (...names: readonly string[]): Identity =>
    Object.fromEntries(names.map((name) => [name, properties[name] ?? null]));
  switch (type) {
    case 'AWS::DynamoDB::Table':
      // What is forgotten by itself is no loss.
      if (properties['TimeToLiveSpecification'] !== undefined) return undefined;
      return { ...named('TableName', 'KeySchema'), ...attributesOf(properties), ...indexesOf(properties) };
    case 'AWS::SecretsManager::Secret':
      return named('Name');
    case 'AWS::SQS::Queue':
      return named('QueueName', 'FifoQueue');
    case 'AWS::S3::Bucket':
      return properties['ObjectLockEnabled'] === true ? named('BucketName', 'ObjectLockEnabled') : undefined;
    default:
      return undefined;
  }
}

interface Index {
  readonly IndexName: string;
  readonly [name: string]: Json;
}

/** An index may be added later; one that goes or changes takes its answers with it. */
const indexesOf = ({ GlobalSecondaryIndexes = [] }: Properties): Identity =>
  Object.fromEntries(
    (GlobalSecondaryIndexes as unknown as readonly Index[]).map(({ IndexName, ...index }) => [
      `index ${IndexName}`,
      index,
    ]),
  );

const attributesOf = ({ AttributeDefinitions = [] }: Properties): Identity =>
  Object.fromEntries(
    (AttributeDefinitions as { AttributeName: string; AttributeType: string }[]).map(
      ({ AttributeName, AttributeType }) => [`attribute ${AttributeName}`, AttributeType],
    ),
  );

/** Whatever would be lost on the way from `baseline` to `current`; what is new loses nothing. */
export function lossesBetween(baseline: LastingResources, current: LastingResources): readonly Loss[] {
  return Object.entries(baseline).flatMap(([place, identity]) => {
    const now = current[place];
    if (now === undefined)
      return [{ place, what: 'is not there any more: it was removed, moved or renamed' }];
    return Object.entries(identity).flatMap(([name, was]) => {
      const is = now[name] ?? null;
      return JSON.stringify(is) === JSON.stringify(was)
        ? []
        : [{ place, what: `${name} was ${JSON.stringify(was)} and is ${JSON.stringify(is)}` }];
    });
  });
}

/** Stops the synthesis, and so every deployment, of templates that lose a lasting resource. */
export class LastingResourcesCheck implements IPolicyValidationPlugin {
  readonly name = 'LastingResources';
  readonly #baseline: LastingResources;

  constructor(baseline: LastingResources = readBaseline()) {
    this.#baseline = baseline;
  }

  validate({
    stackTemplates,
  }: {
    readonly stackTemplates: readonly PolicyValidationStack[];
  }): PolicyValidationPluginReport {
    const current = Object.assign(
      {},
      ...stackTemplates.map(({ stackConstructPath, templatePath }) =>
        lastingResourcesOf(stackConstructPath, JSON.parse(readFileSync(templatePath, 'utf8'))),
      ),
    ) as LastingResources;
    const losses = lossesBetween(this.#baseline, current);
    return {
      success: losses.length === 0,
      violations: losses.map(({ place, what }) => ({
        ruleName: 'NeverLost',
        description: `${place} would be lost: ${what}`,
        fix: 'Keep its logical id and what it is made with; make something new beside it, and move what it holds.',
        violatingResources: [{ constructPath: place.split('/')[0] ?? place, locations: [place] }],
      })),
    };
  }
}
