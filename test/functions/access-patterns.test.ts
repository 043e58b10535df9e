import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, paginateScan } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { routes } from '../../functions/ledger-api/routes.ts';
import type { Tables } from '../../shared/store/tables.ts';
import { history, messagesOf } from '../histories/histories.ts';
import { queueOf, voidType } from '../histories/messages.ts';
import { Counterexample, play } from '../histories/play.ts';
import { allQuestions } from '../histories/questions.ts';
import { startTestTables, type TestTables } from '../support/table-engine.ts';
import { Books } from './ledger-api/books.ts';

const root = join(import.meta.dirname, '..', '..');
const document = readFileSync(join(root, 'docs', 'access-patterns.md'), 'utf8');

/** The cells of every table row of the document. */
const rows = document
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.slice(2, -2).split(' | '));

interface Pattern {
  readonly id: string;
  readonly operation: string;
  readonly key: string;
  readonly cost: string;
}

const patterns = rows.flatMap(([id = '', _question, operation = '', key = '', cost = '']): Pattern[] =>
  /^[HSL]\d+$/.test(id) ? [{ id, operation, key, cost }] : [],
);
const patternIds = new Set(patterns.map(({ id }) => id));
const idsIn = (text: string): readonly string[] => text.match(/\b[HSL]\d{1,2}\b/g) ?? [];

const sourceOf = (...folders: readonly string[]): string =>
  folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
        join(folder, path),
      ),
    )
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n');

describe('the document of access patterns', () => {
  it('has each pattern once, with its operation, key and cost', () => {
    expect(patterns.length).toBeGreaterThan(25);
    expect(patternIds.size).toBe(patterns.length);
    for (const { id, operation, key, cost } of patterns) {
      expect([operation, key].every(Boolean), id).toBe(true);
      expect(cost, id).toMatch(/[\d½] [RW]U|^as there$/);
    }
  });

  it('has every pattern that the code names, and the code names every reading one', () => {
    const named = new Set(idsIn(sourceOf('shared', 'functions')));
    expect([...named].filter((id) => !patternIds.has(id))).toEqual([]);
    const readings = patterns.filter(({ operation }) => !operation.includes('in a transaction'));
    expect(readings.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
  });

  it('says of every route which patterns it reads, and at what cost', () => {
    const answers = new Map(
      rows
        .filter(([first = '']) => first.startsWith('`/'))
        .flatMap(([paths = '', _rounds, reads = '', cost = '']) =>
          (paths.match(/\/[^`]*/g) ?? []).map((path) => [path, { reads, cost }] as const),
        ),
    );
    for (const { path } of routes) {
      const written = path.replaceAll(/\{(?!date)[^}]+\}/g, '{id}');
      const { reads = '', cost = '' } = answers.get(written) ?? {};
      expect(cost, path).toMatch(/\d RU/);
      expect(idsIn(reads).length, path).toBeGreaterThan(0);
      expect(
        idsIn(reads).filter((id) => !patternIds.has(id)),
        path,
      ).toEqual([]);
    }
  });
});

describe('a round of all events, and every question about it', () => {
  let engine: TestTables;
  const types = new Set<string>();
  const subjects = new Set<string>();

  beforeAll(async () => {
    engine = await startTestTables();
    const send = vi.spyOn(engine.client, 'send');
    const histories = fc.sample(history, { seed: 8, numRuns: 9 });
    for (const messages of histories.map(messagesOf)) {
      const tables = await engine.tables();
      const books = await Books.openIn({ ...engine, tables: () => Promise.resolve(tables) });
      send.mockClear();
      const { journal } = await play(messages, books, new Counterexample(), () => Promise.resolve());
      for (const path of allQuestions(journal)) await books.get(path);
      for (const { event, correcting } of messages) if (correcting === undefined) types.add(event.type);
      const sent = new Set(send.mock.calls.map(([command]) => command.constructor.name));
      expect([...sent].sort()).toEqual([
        'BatchGetItemCommand',
        'GetItemCommand',
        'QueryCommand',
        'TransactWriteItemsCommand',
      ]);
      for (const subject of await subjectsOf(tables)) subjects.add(subject);
    }
  }, 120_000);
  afterAll(() => engine.stop());

  /** Reads whole tables, as only a test may. */
  async function subjectsOf({ names }: Tables): Promise<readonly string[]> {
    const found: string[] = [];
    for (const TableName of [names.stock, names.ledgers]) {
      for await (const { Items = [] } of paginateScan({ client: engine.client }, { TableName })) {
        found.push(...Items.map((item: Record<string, AttributeValue>) => item['subject']?.S ?? ''));
      }
    }
    return found;
  }

  it('has every type of event in it', () => {
    expect([...types].sort()).toEqual([...Object.keys(queueOf), voidType].sort());
  });

  it('stores nothing under a key that the document does not name', () => {
    const kindOf = (text: string): string => /^[a-z-]+/.exec(text)?.[0] ?? '';
    const keys = patterns.flatMap(({ key }) => key.match(/`[^`]+`/g) ?? []).map((key) => key.slice(1, -1));
    const documented = new Set([...keys.map(kindOf), 'hub', 'centre', 'store']);
    const stored = new Set([...subjects].map(kindOf));
    expect(stored.size).toBeGreaterThan(10);
    expect([...stored].filter((kind) => !documented.has(kind))).toEqual([]);
  });
});
