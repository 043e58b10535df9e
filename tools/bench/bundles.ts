/** Size and cold start of each queue's function, as it is bundled for Lambda. */
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type QueueName, queueNames } from '../../shared/domain/events.ts';
import { defaultZone } from '../../shared/domain/zoned-date.ts';
import {
  ownQueueEnvironmentName,
  queueEnvironmentNames,
  tableEnvironmentNames,
  zoneEnvironmentName,
} from '../../shared/runtime/environment-names.ts';
import { synthesizedAssembly } from '../local/assembly.ts';
import { region } from '../local/aws-names.ts';
import { Templates } from '../local/templates.ts';
import { type Spread, spreadOf } from './measures.ts';

export interface Bundle {
  readonly queue: QueueName;
  /** Units: 1,024 bytes. */
  readonly kilobytes: number;
  /** Importing it in a fresh process: what a cold start adds to starting Node. */
  readonly importMs: Spread;
}

/** Measures every bundle; the import of each is timed in `starts` fresh processes. */
export async function measureBundles(projectRoot: string, starts: number): Promise<readonly Bundle[]> {
  const files = bundleFiles(Templates.read(await synthesizedAssembly(projectRoot, () => undefined)));
  const importsMs = new Map<QueueName, number[]>(queueNames.map((queue) => [queue, []]));
  for (let start = 0; start < starts; start += 1) {
    for (const queue of queueNames) {
      importsMs.get(queue)?.push(await importMs(files.get(queue) ?? '', queue));
    }
  }
  return queueNames.map((queue) => ({
    queue,
    kilobytes: statSync(files.get(queue) ?? '').size / 1_024,
    importMs: spreadOf(importsMs.get(queue) ?? []),
  }));
}

function bundleFiles(templates: Templates): ReadonlyMap<string, string> {
  return new Map(
    templates.resources('AWS::Lambda::Function').map(({ properties }) => {
      const { Code, Environment } = properties as {
        readonly Code: { readonly S3Key: string };
        readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
      };
      const name = Environment?.Variables?.['POWERTOOLS_SERVICE_NAME'] ?? '';
      return [name, join(templates.assetPath(Code.S3Key), 'index.mjs')];
    }),
  );
}

const importScript =
  'const start = performance.now(); await import(process.argv[1]); process.stdout.write(String(performance.now() - start));';

async function importMs(file: string, queue: QueueName): Promise<number> {
  const named = (names: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.values(names).map((name) => [name, `http://localhost/${name}`]));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', importScript, pathToFileURL(file).href],
    {
      env: {
        ...named(queueEnvironmentNames),
        ...named(tableEnvironmentNames),
        [ownQueueEnvironmentName]: queue,
        [zoneEnvironmentName]: defaultZone,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: 'any',
        AWS_SECRET_ACCESS_KEY: 'any',
      },
    },
  );
  return Number(stdout);
}
