/** What a file comes to in all: persons, goods by their units, money by its currency. */
import { decimal, type Unit } from '../../../shared/domain/quantity.ts';
import type { EventOfRecords } from '../../../shared/files/events-of-records.ts';
import { type Fields, type ImportKind, kindsOfFiles } from '../../../shared/files/kinds.ts';

export type Total =
  | { readonly of: 'rows'; readonly count: number }
  | { readonly of: 'persons'; readonly count: number }
  | { readonly of: 'goods'; readonly commodity: string; readonly quantity: number; readonly unit: Unit }
  | { readonly of: 'money'; readonly amount: number; readonly currency: string };

/** Quantities have three decimals at most, and amounts four. */
const decimals = 10_000n;

class Sums {
  readonly #sums = new Map<string, bigint>();

  add(key: string, figure: unknown): void {
    const scaled = BigInt(Math.round(Number(figure ?? 0) * Number(decimals)));
    this.#sums.set(key, (this.#sums.get(key) ?? 0n) + scaled);
  }

  /** In the order in which they were first added to. */
  all<T>(totalOf: (key: string, sum: number) => T): readonly T[] {
    return [...this.#sums].map(([key, sum]) => totalOf(key, decimal(sum, decimals)));
  }
}

export function totalsOf(kind: ImportKind, events: readonly EventOfRecords[]): readonly Total[] {
  const rows = events.flatMap(({ records }) => records.map(({ fields }) => fields));
  const count: Total = { of: 'rows', count: rows.length };
  if (kind === 'households') {
    const persons = rows.reduce((sum, { adults, children }) => sum + Number(adults) + Number(children), 0);
    return [count, { of: 'persons', count: persons }];
  }
  if (kind === 'payments') return [count, ...moneyOf(rows)];
  return [count, ...goodsOf(kind, rows)];
}

function moneyOf(rows: readonly Fields[]): readonly Total[] {
  const sums = new Sums();
  for (const { amount, currency } of rows) sums.add(String(currency), amount);
  return sums.all((currency, amount): Total => ({ of: 'money', amount, currency }));
}

function goodsOf(kind: ImportKind, rows: readonly Fields[]): readonly Total[] {
  const { hasGoodsColumns, isDocument } = kindsOfFiles[kind];
  if (!hasGoodsColumns && !isDocument) return [];
  const sums = new Sums();
  const lines = hasGoodsColumns ? rows.flatMap(({ lines: of }) => of as readonly Fields[]) : rows;
  for (const { commodity, unit, quantity } of lines) sums.add(JSON.stringify([commodity, unit]), quantity);
  return sums.all((key, quantity): Total => {
    const [commodity, unit] = JSON.parse(key) as [string, Unit];
    return { of: 'goods', commodity, unit, quantity };
  });
}
