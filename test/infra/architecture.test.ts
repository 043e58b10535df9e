import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../infra/project-root.ts';
import { queueNames } from '../../shared/domain/events.ts';
import { type Resource, resourcesOf, type Synthesized, stacksOf } from './synthesized.ts';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

let stacks: Synthesized;
beforeAll(() => {
  stacks = stacksOf();
}, 60_000);

const camel = (name: string): string =>
  name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const pascal = (name: string): string => camel(`-${name}`);

/** Every arrow of the diagram, `from --> to`; `a & b --> c & d` is four. */
function drawnArrows(): readonly string[] {
  const text = readFileSync(join(projectRoot, 'docs', 'architecture.md'), 'utf8');
  const [, diagram = ''] = /```mermaid\n([\s\S]*?)```/.exec(text) ?? [];
  const nodes = (side: string): readonly string[] =>
    side.split('&').map((node) => /^\w+/.exec(node.trim())?.[0] ?? '');
  return diagram.split('\n').flatMap((line) => {
    const [from, to] = line.split('-->');
    if (from === undefined || to === undefined) return [];
    return nodes(from).flatMap((one) => nodes(to).map((other) => `${one} --> ${other}`));
  });
}

/** Every arrow that the templates have. */
function deployedArrows(): readonly string[] {
  const workflow = (type: string): [string, Resource][] => resourcesOf(stacks.workflow, type);
  const named = (value: unknown, names: Readonly<Record<string, string>>): readonly string[] =>
    Object.entries(names).flatMap(([mark, name]) => (JSON.stringify(value).includes(mark) ? [name] : []));
  const queues = Object.fromEntries(
    queueNames.map((name) => [`"${pascal(name)}Queue`, `${camel(name)}Queue`]),
  );
  const tables = {
    HouseholdsTable: 'households',
    StockTable: 'stock',
    LedgersTable: 'ledgers',
    HouseholdCardsAttempts: 'attempts',
  };
  const buckets = { SealsBucket: 'seals', DevicesBucket: 'devices' };
  const constructs = {
    ...Object.fromEntries(queueNames.map((name) => [`${pascal(name)}Worker`, camel(name)])),
    QueryApi: 'ledgerApi',
    EventIntake: 'eventIntake',
    HouseholdCard: 'householdCard',
    DailySeal: 'dailySeal',
    TamperWatch: 'tamperWatch',
  };
  const functionOf = (id: string): string =>
    Object.entries(constructs).find(([mark]) => id.startsWith(mark))?.[1] ?? '';
  const allowed = (pattern: RegExp) =>
    workflow('AWS::IAM::Policy').flatMap(([id, { Properties }]) =>
      (Properties['PolicyDocument'] as { Statement: readonly Statement[] }).Statement.filter(
        ({ Effect, Action }) => Effect === 'Allow' && [Action].flat().some((action) => pattern.test(action)),
      ).map(({ Resource }) => [functionOf(id), Resource] as const),
    );
  return [
    ...workflow('AWS::Lambda::EventSourceMapping').flatMap(([, { Properties }]) =>
      named(Properties['EventSourceArn'], { ...queues, ...tables }).flatMap((source) =>
        named(Properties['FunctionName'], constructs).map((target) => `${source} --> ${target}`),
      ),
    ),
    ...allowed(/^sqs:SendMessage$/)
      .filter(([sender]) => sender === 'eventIntake' || sender === 'householdCard')
      .flatMap(([sender, resource]) => named(resource, queues).map((queue) => `${sender} --> ${queue}`)),
    // What an operator may do by hand is no way of the system.
    ...allowed(/^dynamodb:(?:Put|Update)Item$/)
      .filter(([writer]) => writer !== '')
      .flatMap(([writer, resource]) => named(resource, tables).map((table) => `${writer} --> ${table}`)),
    ...allowed(/^dynamodb:Query$/)
      .filter(([reader]) => reader === 'ledgerApi')
      .flatMap(([reader, resource]) => named(resource, tables).map((table) => `${table} --> ${reader}`)),
    ...allowed(/^s3:PutObject$/)
      .filter(([writer]) => writer !== '')
      .flatMap(([writer, resource]) => named(resource, buckets).map((bucket) => `${writer} --> ${bucket}`)),
    ...allowed(/^s3:GetObjectVersion$/)
      .filter(([reader]) => reader === 'eventIntake')
      .flatMap(([reader, resource]) => named(resource, buckets).map((bucket) => `${bucket} --> ${reader}`)),
    ...workflow('AWS::Scheduler::Schedule').flatMap(([, { Properties }]) =>
      named(Properties['Target'], constructs).map((target) => `schedule --> ${target}`),
    ),
    ...workflow('AWS::ApiGatewayV2::Integration').flatMap(([, { Properties }]) =>
      named(Properties['IntegrationUri'], constructs).map((target) => `api --> ${target}`),
    ),
    ...workflow('AWS::CloudFront::Distribution').flatMap(([, { Properties }]) =>
      named((Properties['DistributionConfig'] as { Origins: unknown }).Origins, {
        PageBucket: 'page',
        ApiEndpoint: 'api',
      }).map((origin) => `distribution --> ${origin}`),
    ),
  ];
}

describe('the diagram of the architecture', () => {
  it('has an arrow for each that the templates have, and no other', () => {
    const deployed = [...new Set(deployedArrows())];
    expect(deployed.length).toBeGreaterThan(30);
    expect([...drawnArrows()].sort()).toEqual(deployed.sort());
  });
});
