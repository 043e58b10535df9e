import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { exportTables } from '../../tools/cli/export.ts';
import type { StoredItem } from '../../tools/cli/tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'relief-export-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function* items(...some: StoredItem[]): AsyncGenerator<StoredItem> {
  yield* some;
}

it('writes each table as lines of items, and a manifest that they answer to', async () => {
  const directory = join(folder, 'new', 'export');
  const item: StoredItem = {
    subject: { S: 'centre:C-1' },
    seq: { N: '1' },
    bytes: { B: Uint8Array.of(1, 2) },
  };
  await exportTables(
    directory,
    (table) => (table === 'stock' ? items(item, item) : items()),
    '2020-08-10T00:00:00Z',
  );
  const text = readFileSync(join(directory, 'stock.ndjson'), 'utf8');
  expect(text.split('\n')[0]).toBe(
    '{"Item":{"subject":{"S":"centre:C-1"},"seq":{"N":"1"},"bytes":{"B":"AQI="}}}',
  );
  const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
  expect(manifest.files).toEqual([
    { table: 'households', file: 'households.ndjson', items: 0, sha256: expect.any(String) },
    {
      table: 'stock',
      file: 'stock.ndjson',
      items: 2,
      sha256: createHash('sha256').update(text).digest('hex'),
    },
    { table: 'ledgers', file: 'ledgers.ndjson', items: 0, sha256: expect.any(String) },
  ]);
});

it('says when the folder cannot be written', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(exportTables(join(folder, 'file'), () => items(), '')).rejects.toThrow(
    `The folder ${join(folder, 'file')} cannot be written`,
  );
});
