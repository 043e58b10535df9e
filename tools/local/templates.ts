import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountId, region } from './aws-names.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

export interface TemplateResource {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
}

/** What Ref and Fn::GetAtt return for a resource once it is made here. */
export interface LocalResource {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Template {
  readonly Resources?: { readonly [id: string]: { readonly Type: string; readonly Properties?: JsonObject } };
  readonly Outputs?: {
    readonly [id: string]: { readonly Value: Json; readonly Export?: { readonly Name: Json } };
  };
}

/** The templates of an assembly, resolved against what was made locally so far. */
export class Templates {
  readonly #stacks: ReadonlyMap<string, Template>;
  readonly #assets: ReadonlyMap<string, string>;
  readonly #made = new Map<string, LocalResource>();

  private constructor(stacks: ReadonlyMap<string, Template>, assets: ReadonlyMap<string, string>) {
    this.#stacks = stacks;
    this.#assets = assets;
  }

  /** Reads every stack of an assembly's directory. */
  static read(directory: string): Templates {
    const manifest = readJson(join(directory, 'manifest.json')) as {
      artifacts: {
        [id: string]: {
          type: string;
          properties?: { templateFile?: string; file?: string; stackName?: string };
        };
      };
    };
    const stacks = new Map<string, Template>();
    const assets = new Map<string, string>();
    for (const [id, { type, properties }] of Object.entries(manifest.artifacts)) {
      if (type === 'aws:cloudformation:stack' && properties?.templateFile !== undefined) {
        stacks.set(
          properties.stackName ?? id,
          readJson(join(directory, properties.templateFile)) as Template,
        );
      }
      if (type === 'cdk:asset-manifest' && properties?.file !== undefined) {
        for (const [key, path] of assetPaths(directory, properties.file)) {
          assets.set(key, path);
        }
      }
    }
    return new Templates(stacks, assets);
  }

  resources(type: string): readonly TemplateResource[] {
    return [...this.#stacks].flatMap(([stackName, { Resources = {} }]) =>
      Object.entries(Resources)
        .filter(([, resource]) => resource.Type === type)
        .map(([logicalId, { Properties = {} }]) => ({ stackName, logicalId, type, properties: Properties })),
    );
  }

  /** Records what a resource became here; until then nothing that refers to it resolves. */
  made(resource: TemplateResource, local: LocalResource): void {
    this.#made.set(`${resource.stackName}/${resource.logicalId}`, local);
  }

  /** The properties with every intrinsic function replaced by its local value. */
  resolved(resource: TemplateResource): JsonObject {
    return this.#resolve(resource.stackName, resource.properties) as JsonObject;
  }

  /** What Ref returns for the resource. */
  localRef(resource: TemplateResource): string {
    return this.#ref(resource.stackName, resource.logicalId);
  }

  /** The resource that a property names by Ref or by its Arn, here or through an export; undefined for neither. */
  target(stackName: string, value: Json): { stackName: string; logicalId: string } | undefined {
    if (!isObject(value)) {
      return undefined;
    }
    if (typeof value['Ref'] === 'string') {
      return { stackName, logicalId: value['Ref'] };
    }
    const attribute = value['Fn::GetAtt'];
    if (Array.isArray(attribute) && typeof attribute[0] === 'string') {
      return { stackName, logicalId: attribute[0] };
    }
    const exported = value['Fn::ImportValue'];
    if (typeof exported === 'string') {
      const found = this.#findExport(exported);
      return this.target(found.stackName, found.value);
    }
    return undefined;
  }

  /** The outputs of every stack, except those that another stack imports. */
  outputs(): readonly { readonly name: string; readonly stackName: string; readonly value: Json }[] {
    return [...this.#stacks].flatMap(([stackName, { Outputs = {} }]) =>
      Object.entries(Outputs)
        .filter(([, { Export }]) => Export === undefined)
        .map(([name, { Value }]) => ({ name, stackName, value: Value })),
    );
  }

  /** An output that is plain text; `undefined` where no stack has one of that name. */
  output(name: string): string | undefined {
    const value = this.outputs().find((output) => output.name === name)?.value;
    return typeof value === 'string' ? value : undefined;
  }

  /** The directory of a bundle, by the key it would have in the bucket of assets. */
  assetPath(key: string): string {
    const path = this.#assets.get(key);
    if (path === undefined) {
      throw new Error(`The assembly has no asset ${key}`);
    }
    return path;
  }

  #resolve(stackName: string, value: Json): Json {
    if (Array.isArray(value)) {
      return value.map((item: Json) => this.#resolve(stackName, item));
    }
    if (!isObject(value)) {
      return value;
    }
    const [key, ...more] = Object.keys(value);
    if (key !== undefined && more.length === 0 && (key === 'Ref' || key.startsWith('Fn::'))) {
      return this.#resolveIntrinsic(stackName, key, value[key] ?? null);
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, this.#resolve(stackName, item)]),
    );
  }

  #resolveIntrinsic(stackName: string, name: string, argument: Json): Json {
    switch (name) {
      case 'Ref':
        return this.#ref(stackName, String(argument));
      case 'Fn::GetAtt': {
        const [logicalId, attribute] = argument as readonly [string, string];
        return this.#attribute(stackName, logicalId, attribute);
      }
      case 'Fn::ImportValue': {
        const { stackName: exporter, value } = this.#findExport(String(this.#resolve(stackName, argument)));
        return this.#resolve(exporter, value);
      }
      case 'Fn::Join': {
        const [separator, parts] = this.#resolve(stackName, argument) as readonly [string, readonly string[]];
        return parts.join(separator);
      }
      case 'Fn::Sub': {
        const [text, variables] = (typeof argument === 'string' ? [argument, {}] : argument) as [
          string,
          JsonObject,
        ];
        return text.replaceAll(/\$\{([^}!]+)\}/g, (_, variable: string) =>
          String(
            variable in variables
              ? this.#resolve(stackName, variables[variable] ?? null)
              : this.#substitute(stackName, variable),
          ),
        );
      }
      case 'Fn::Select': {
        const [index, items] = this.#resolve(stackName, argument) as readonly [
          number | string,
          readonly Json[],
        ];
        return items[Number(index)] ?? null;
      }
      case 'Fn::Split': {
        const [separator, text] = this.#resolve(stackName, argument) as readonly [string, string];
        return text.split(separator);
      }
      default:
        throw new Error(`The template of ${stackName} uses ${name}, which the local system does not resolve`);
    }
  }

  #substitute(stackName: string, variable: string): string {
    const [logicalId, attribute] = variable.split('.', 2) as [string, string?];
    return attribute === undefined
      ? this.#ref(stackName, logicalId)
      : this.#attribute(stackName, logicalId, attribute);
  }

  #ref(stackName: string, logicalId: string): string {
    switch (logicalId) {
      case 'AWS::Region':
        return region;
      case 'AWS::AccountId':
        return accountId;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return stackName;
      default:
        // What is not made here, such as a role or a log group, is its own name.
        return this.#made.get(`${stackName}/${logicalId}`)?.ref ?? logicalId;
    }
  }

  #attribute(stackName: string, logicalId: string, attribute: string): string {
    const made = this.#made.get(`${stackName}/${logicalId}`);
    return made?.attributes[attribute] ?? `arn:aws:local:${region}:${accountId}:${logicalId}/${attribute}`;
  }

  #findExport(name: string): { readonly stackName: string; readonly value: Json } {
    for (const [stackName, { Outputs = {} }] of this.#stacks) {
      for (const { Value, Export } of Object.values(Outputs)) {
        if (Export !== undefined && this.#resolve(stackName, Export.Name) === name) {
          return { stackName, value: Value };
        }
      }
    }
    throw new Error(`No stack exports ${name}`);
  }
}

function assetPaths(directory: string, manifestFile: string): [key: string, path: string][] {
  const { files = {} } = readJson(join(directory, manifestFile)) as {
    files?: {
      [hash: string]: { source: { path?: string }; destinations: { [id: string]: { objectKey: string } } };
    };
  };
  return Object.values(files).flatMap(({ source, destinations }) =>
    source.path === undefined
      ? []
      : Object.values(destinations).map(({ objectKey }): [string, string] => [
          objectKey,
          join(directory, source.path ?? ''),
        ]),
  );
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
