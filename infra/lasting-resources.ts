/** What no deployment may replace, remove or leave without protection: tables, queues, seals, ended devices, backups, the readers, the key of cards. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyValidationStack,
  Stack,
} from 'aws-cdk-lib';
import type { Stage } from './config.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

interface Properties {
  readonly [name: string]: Json | undefined;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Properties;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/**
 * What makes a resource the one it is, by name: CloudFormation makes another when one of these changes. Beside it, under
 * {@link protections}, a list of what keeps it from being deleted.
 */
type Identity = { readonly [name: string]: Json };

const protections = 'protections';

/** Shape: keyed by stack and logical id, `ReliefLedgerState/StockTable5F1D40B0`; a stack itself by its own id. */
export type LastingResources = { readonly [place: string]: Identity };

export interface Loss {
  readonly place: string;
  readonly what: string;
}

export const baselineFile = join(import.meta.dirname, 'lasting-resources.json');

/** Reads what the last agreed deployment has, in `prod`. */
export const readBaseline = (): LastingResources =>
  JSON.parse(readFileSync(baselineFile, 'utf8')) as LastingResources;

/** The lasting resources of a stack's template. */
export function lastingResourcesOf(
  stackName: string,
  template: { readonly Resources?: { readonly [logicalId: string]: Resource } },
): LastingResources {
  return Object.fromEntries(
    Object.entries(template.Resources ?? {}).flatMap(([logicalId, resource]) => {
      const identity = identityOf(resource.Type, resource.Properties ?? {});
      if (identity === undefined) return [];
      const whole: Identity = { Type: resource.Type, ...identity, [protections]: protectionsOf(resource) };
      return [[`${stackName}/${logicalId}`, whole]];
    }),
  );
}

/** The stacks themselves: what protects them is in no template. */
export const lastingStacks = (
  stacks: readonly Pick<Stack, 'node' | 'terminationProtection'>[],
): LastingResources =>
  Object.fromEntries(
    stacks.map(({ node, terminationProtection }) => [
      node.path,
      { Type: 'stack', [protections]: terminationProtection === true ? ['TerminationProtection'] : [] },
    ]),
  );

function protectionsOf({
  DeletionPolicy,
  UpdateReplacePolicy,
  Properties = {},
}: Resource): readonly string[] {
  const { DeletionProtectionEnabled, DeletionProtection, ObjectLockConfiguration, LockConfiguration } =
    Properties;
  return [
    ...(DeletionPolicy === 'Retain' ? ['DeletionPolicy'] : []),
    ...(UpdateReplacePolicy === 'Retain' ? ['UpdateReplacePolicy'] : []),
    ...(DeletionProtectionEnabled === true || DeletionProtection === 'ACTIVE' ? ['DeletionProtection'] : []),
    ...(LockConfiguration === undefined ? [] : [`Lock ${JSON.stringify(LockConfiguration)}`]),
    ...(ObjectLockConfiguration === undefined
      ? []
      : [`ObjectLock ${JSON.stringify(ObjectLockConfiguration)}`]),
  ];
}

/** What of the baseline a synthesis must have: `dev` protects nothing and backs nothing up, and an operator's own issuer needs no pool. */
export const expectedIn = (
  baseline: LastingResources,
  { stage, hasPool }: { readonly stage: Stage; readonly hasPool: boolean },
): LastingResources =>
  Object.fromEntries(
    Object.entries(baseline)
      .filter(([, { Type }]) => (hasPool || Type !== poolType) && (stage === 'prod' || Type !== vaultType))
      .map(([place, identity]) => [place, stage === 'prod' ? identity : { ...identity, [protections]: [] }]),
  );

const poolType = 'AWS::Cognito::UserPool';
const vaultType = 'AWS::Backup::BackupVault';

/** A bucket lasts where it keeps versions of what is in it, or locks it. */
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
    case vaultType:
      return named('BackupVaultName');
    case poolType:
      return named('UserPoolName', 'AliasAttributes', 'UsernameAttributes');
    case 'AWS::SQS::Queue':
      return named('QueueName', 'FifoQueue');
    case 'AWS::S3::Bucket':
      if (properties['ObjectLockEnabled'] === true) return named('BucketName', 'ObjectLockEnabled');
      return properties['VersioningConfiguration'] === undefined ? undefined : named('BucketName');
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
      if (name === protections) return lostProtections(was, is).map((what) => ({ place, what }));
      return JSON.stringify(is) === JSON.stringify(was)
        ? []
        : [{ place, what: `${name} was ${JSON.stringify(was)} and is ${JSON.stringify(is)}` }];
    });
  });
}

/** A protection may be added at any time. */
const lostProtections = (was: Json, is: Json): readonly string[] =>
  (was as readonly string[])
    .filter((protection) => !((is ?? []) as readonly string[]).includes(protection))
    .map((protection) => `its protection ${protection} is gone`);

/** Stops the synthesis, and so every deployment, of templates that lose a lasting resource or what protects it. */
export class LastingResourcesCheck implements IPolicyValidationPlugin {
  readonly name = 'LastingResources';
  readonly #expected: LastingResources;
  readonly #stacks: readonly Stack[];

  constructor(expected: LastingResources, stacks: readonly Stack[]) {
    this.#expected = expected;
    this.#stacks = stacks;
  }

  validate({
    stackTemplates,
  }: {
    readonly stackTemplates: readonly PolicyValidationStack[];
  }): PolicyValidationPluginReport {
    const current = Object.assign(
      lastingStacks(this.#stacks),
      ...stackTemplates.map(({ stackConstructPath, templatePath }) =>
        lastingResourcesOf(stackConstructPath, JSON.parse(readFileSync(templatePath, 'utf8'))),
      ),
    ) as LastingResources;
    const losses = lossesBetween(this.#expected, current);
    return {
      success: losses.length === 0,
      violations: losses.map(({ place, what }) => ({
        ruleName: 'NeverLost',
        description: `${place} would be lost: ${what}`,
        fix: 'Keep its logical id, what it is made with and what protects it; make something new beside it, and move what it holds.',
        violatingResources: [{ constructPath: place.split('/')[0] ?? place, locations: [place] }],
      })),
    };
  }
}
