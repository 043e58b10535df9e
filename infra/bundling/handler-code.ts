import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { projectRoot } from '../project-root.ts';

const standIn = (name: string): string => join(import.meta.dirname, `${name}.ts`);

/** A file beside a bundle, and the program of the project that writes it, which is told where. */
export interface FileBeside {
  readonly name: string;
  readonly writtenBy: string;
}

/**
 * The code of a function: its `handler.ts` bundled for Lambda, and named by what comes out of that.
 *
 * The CDK's own `NodejsFunction` starts npm for every function and reads what they share again for each, which is most of
 * what a synthesis takes.
 */
export const handlerCode = (folder: string, beside?: FileBeside): Code =>
  Code.fromAsset(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never asked: it is bundled here, or the synthesis fails.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle(output): boolean {
          const handler = bundlesOf(dirname(folder)).get(basename(folder));
          if (handler === undefined) throw new Error(`${folder} has no handler.ts`);
          writeFileSync(join(output, 'index.mjs'), handler);
          if (beside !== undefined) write(beside, output);
          return true;
        },
      },
    },
  });

type Bundles = ReadonlyMap<string, Uint8Array>;

const bundled = new Map<string, Bundles>();

/** The bundles of all functions of a directory, by their folders; made together, once. */
function bundlesOf(functionsDirectory: string): Bundles {
  const bundles = bundled.get(functionsDirectory) ?? bundle(functionsDirectory);
  bundled.set(functionsDirectory, bundles);
  return bundles;
}

function bundle(functionsDirectory: string): Bundles {
  const { outputFiles } = buildSync({
    absWorkingDir: projectRoot,
    entryPoints: readdirSync(functionsDirectory)
      .map((name) => join(functionsDirectory, name, 'handler.ts'))
      .filter((file) => existsSync(file)),
    write: false,
    outdir: functionsDirectory,
    outbase: functionsDirectory,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    // Without source maps: Node parses them while a cold start waits, and the same commit bundled again has them.
    minify: true,
    // Lambda's own SDK changes without notice; the one that was tested goes along.
    external: [],
    alias: {
      '@aws-sdk/credential-provider-node': standIn('environment-credentials'),
      '@aws-sdk/middleware-endpoint-discovery': standIn('endpoint-discovery'),
      '@smithy/core/event-streams': standIn('event-streams'),
    },
    // Some dependencies are CommonJS inside and ask for Node's own modules by require().
    banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
  });
  return new Map(outputFiles.map(({ path, contents }) => [basename(dirname(path)), contents]));
}

function write({ name, writtenBy }: FileBeside, output: string): void {
  const program = ['--import', 'tsx', join(projectRoot, writtenBy), join(output, name)];
  execFileSync(process.execPath, program, { cwd: projectRoot, stdio: ['ignore', 'ignore', 'inherit'] });
}
