/** What a list or a report looks like as a table: read as CSV, and held against the same answer in JSON. */
import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import type { Books } from '../functions/ledger-api/books.ts';

type Row = Readonly<Record<string, unknown>>;

/** A row of the table for each row of the answer, and for each line of goods in it. */
const rowsOf: Readonly<Record<string, (answer: any) => readonly Row[]>> = {
  orders: ({ items }) =>
    items.map((order: any) => ({
      ...order,
      ...order.stipend,
      rations: order.rations
        .map(
          ({ commodity, quantityPerPerson, unit }: any) =>
            `${commodity} ${quantityPerPerson} ${unit} a person`,
        )
        .join('; '),
    })),
  reconciliation: ({ commodities, locations, stipend, confirmations, complaints, exceptions }) => [
    ...commodities.map((row: any) => ({ scope: 'order', ...row })),
    ...locations.flatMap(({ commodities: own, ...site }: any) =>
      (own.length === 0 ? [{}] : own).map((row: any) => ({ scope: 'location', ...site, ...row })),
    ),
    ...(stipend === undefined ? [] : [{ ...stipend, scope: 'stipend' }]),
    ...(stipend?.payers ?? []).map((row: any) => ({ scope: 'payer', currency: stipend.currency, ...row })),
    { scope: 'confirmations', ...confirmations },
    { scope: 'complaints', ...complaints },
    { scope: 'exceptions', ...exceptions },
  ],
  ledger: ({ items }) =>
    items.flatMap((entry: any) =>
      (entry.lines.length === 0 ? [{}] : entry.lines).map((line: any) => ({
        ...entry,
        ...line,
        balance: entry.balance.find(({ commodity }: any) => commodity === line.commodity)?.quantity,
        ...entry.money,
        moneyBalance: entry.moneyBalance?.amount,
        group: entry.group
          ?.map(({ reference, householdId }: any) => `${reference} ${householdId}`)
          .join('; '),
      })),
    ),
  locations: ({ items }) => items,
  'distribution-list': ({ items }) =>
    items.map(({ commodities, missed, ...household }: any) => {
      const figures = commodities.flatMap((row: any) =>
        ['released', 'received', 'dueNow'].map((name) => [
          `${row.commodity} ${name} (${row.unit})`,
          row[name],
        ]),
      );
      return { ...household, ...Object.fromEntries(figures), missed: missed?.reason };
    }),
  exceptions: ({ items }) =>
    items.map(({ event, correctedBy, detail, original, ...rest }: any) => ({
      ...rest,
      correctedBySource: correctedBy?.source,
      correctedById: correctedBy?.id,
      eventSource: event.source,
      eventId: event.id,
      eventType: event.type,
      detail: JSON.stringify(detail),
      original: JSON.stringify(original),
    })),
  anomalies: ({ items }) => items.map((one: any) => ({ ...one, references: one.references.join('; ') })),
  seals: ({ items }) => items,
};

/** Asks for both forms of an answer. Errors: fails where the table has another row, or another cell, than the answer. */
export async function compareForms(books: Books, path: string): Promise<void> {
  const kind = /\/([a-z-]+)(?:\?|$)/.exec(path)?.[1] ?? '';
  const answer = await books.get(path);
  const csv = await books.ask(path, { accept: 'text/csv' });
  expect(csv.headers['content-type'], path).toContain('text/csv');
  const table: Record<string, string>[] = parse(csv.text, { bom: true, columns: true });
  // A household that lacks a commodity of the list has none of it.
  const lacking = kind === 'distribution-list' ? '0' : '';
  const cell = (row: Row, name: string): string => {
    const value = row[name] ?? (/ \(.*\)$/.test(name) ? lacking : '');
    // A hash that begins with a dash must not be run as a formula.
    return typeof value === 'string' && value.startsWith('-') ? `'${value}` : String(value);
  };
  const facts: Row = { orderId: answer.orderId, asOf: undefined };
  const expected = rowsOf[kind]?.(answer).map((row) =>
    Object.fromEntries(
      Object.keys(table[0] ?? {})
        .filter((name) => name !== 'asOf')
        .map((name) => [name, cell({ ...facts, ...row }, name)]),
    ),
  );
  expect(
    table.map(({ asOf: _asOf, ...row }) => row),
    path,
  ).toEqual(expected);
}
