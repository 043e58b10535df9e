/** Where a system is: its API, queues and tables, from the file that the local system or `cdk deploy` wrote. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type QueueName, queueNames } from '../../shared/domain/events.ts';
import { CliError, exitCodes } from './cli-error.ts';
import { system } from './words/system.ts';

/** Written by `npm start` of this checkout, from wherever the command is called. */
const localOutputsFile = join(import.meta.dirname, '..', '..', '.local', 'outputs.json');

export const tableNames = ['households', 'stock', 'ledgers'] as const;
export type TableName = (typeof tableNames)[number];

export interface SystemOutputs {
  readonly apiUrl: string;
  /** Set only if the servers run on this machine; otherwise the AWS defaults apply. */
  readonly sqsEndpoint?: string;
  readonly dynamoDbEndpoint?: string;
  /** The archive of seals, at `s3:` or `file:`; an older system may have none. */
  readonly sealArchive?: string;
  /** The zone whose days it counts in, where the outputs tell it. */
  readonly zone?: string;
  /** The pool of its readers, if the stack made one. */
  readonly userPoolId?: string;
  readonly queues: Readonly<Record<QueueName, string>>;
  readonly tables: Readonly<Record<TableName, string>>;
}

const localOutputs = z.object({
  ApiUrl: z.string(),
  SqsEndpoint: z.string().optional(),
  DynamoDbEndpoint: z.string().optional(),
  SealArchive: z.string().optional(),
  Zone: z.string().optional(),
  Queues: z.record(z.string(), z.string()),
  Tables: z.record(z.string(), z.string()),
});
const stackOutputs = z.record(z.string(), z.record(z.string(), z.string()));

/** `policy-orders` with prefix `Queue` is `QueuePolicyOrders`, as stack outputs may not hold hyphens. */
const outputKey = (prefix: string, name: string): string =>
  prefix +
  name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

function complete<Name extends string>(
  names: readonly Name[],
  valueFor: (name: Name) => string | undefined,
  keyFor: (name: Name) => string,
  file: string,
): Record<Name, string> {
  const missing = names.find((name) => valueFor(name) === undefined);
  if (missing !== undefined) {
    throw new CliError(system('outputs.incomplete', { file, key: keyFor(missing) }), 2);
  }
  return Object.fromEntries(names.map((name) => [name, valueFor(name)])) as Record<Name, string>;
}

/** Shape: either the local system's outputs or those of `cdk deploy --outputs-file`. Errors: a `CliError` that names the file. */
export function systemOutputs(parsed: unknown, file: string): SystemOutputs {
  const local = localOutputs.safeParse(parsed);
  if (local.success) {
    const { ApiUrl, SqsEndpoint, DynamoDbEndpoint, SealArchive, Zone, Queues, Tables } = local.data;
    return {
      apiUrl: ApiUrl.replace(/\/$/, ''),
      ...(SqsEndpoint === undefined ? {} : { sqsEndpoint: SqsEndpoint }),
      ...(DynamoDbEndpoint === undefined ? {} : { dynamoDbEndpoint: DynamoDbEndpoint }),
      ...(SealArchive === undefined ? {} : { sealArchive: SealArchive }),
      ...(Zone === undefined ? {} : { zone: Zone }),
      queues: complete(
        queueNames,
        (name) => Queues[name],
        (name) => `Queues.${name}`,
        file,
      ),
      tables: complete(
        tableNames,
        (name) => Tables[name],
        (name) => `Tables.${name}`,
        file,
      ),
    };
  }
  const stacks = stackOutputs.safeParse(parsed);
  if (!stacks.success) {
    throw new CliError(system('outputs.other', { file }), 2);
  }
  const values: Record<string, string> = Object.assign({}, ...Object.values(stacks.data));
  const { ApiUrl } = complete(
    ['ApiUrl'],
    (name) => values[name],
    (name) => name,
    file,
  );
  return {
    apiUrl: ApiUrl.replace(/\/$/, ''),
    ...(values['SealArchive'] === undefined ? {} : { sealArchive: values['SealArchive'] }),
    ...(values['Zone'] === undefined ? {} : { zone: values['Zone'] }),
    ...(values['UserPoolId'] === undefined ? {} : { userPoolId: values['UserPoolId'] }),
    queues: complete(
      queueNames,
      (name) => values[outputKey('Queue', name)],
      (name) => outputKey('Queue', name),
      file,
    ),
    tables: complete(
      tableNames,
      (name) => values[outputKey('Table', name)],
      (name) => outputKey('Table', name),
      file,
    ),
  };
}

/** The system named by `--outputs`, or else the one running on this machine. */
export function readOutputs(file: string | undefined): SystemOutputs {
  const path = file ?? localOutputsFile;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw file === undefined
      ? new CliError(system('outputs.none'), exitCodes.noSystem, { cause })
      : new CliError(system('outputs.unreadable', { file: path }), 2, { cause });
  }
  try {
    return systemOutputs(JSON.parse(text), path);
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw new CliError(system('outputs.notJson', { file: path }), 2, { cause });
  }
}
