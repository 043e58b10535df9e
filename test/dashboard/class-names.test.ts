import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const styles = join(import.meta.dirname, '..', '..', 'dashboard', 'styles');
const classesIn = (name: string): ReadonlySet<string> =>
  new Set(readFileSync(join(styles, name), 'utf8').match(/\.[a-z][\w-]*(?=[^{}]*\{)/g));

it('gives the printed cards classes of their own: all styles are one sheet, and reach every view', () => {
  const others = readdirSync(styles).filter((name) => name.endsWith('.css') && name !== 'cards.css');
  expect(others.length).toBeGreaterThan(10);
  const own = [...classesIn('cards.css')].filter((name) => /card|sheet|qr/.test(name));
  expect(own).toContain('.paper-cards');
  for (const other of others)
    expect(
      [...classesIn(other)].filter((name) => own.includes(name)),
      other,
    ).toEqual([]);
});
