/** Tables that a reader sorts by a column's heading, kept in the address. Only for tables that show all of their rows. */
import type { ComponentChildren, JSX } from 'preact';
import { useWords } from '../words/words.ts';
import { useChoice } from './use-choice.ts';

/** What rows are sorted by: figures by size, texts as the language sorts them, what is missing last. */
export interface Column<R> {
  /** In the address. */
  readonly name: string;
  readonly label: string;
  readonly value: (row: R) => string | number | undefined;
}

export interface Sorting<R> {
  readonly columns: readonly Column<R>[];
  /** As the address has it: the name of a column, behind `-` where the highest comes first; empty as the rows come. */
  readonly chosen: string;
  readonly choose: (chosen: string) => void;
  readonly sorted: (rows: readonly R[]) => readonly R[];
}

/** `name` of the choice in the address: another for each table of a view. */
export function useSorting<R>(columns: readonly Column<R>[], name = 'sort'): Sorting<R> {
  const words = useWords();
  const [asked = '', choose] = useChoice(name);
  const column = columns.find((one) => one.name === asked.replace(/^-/, ''));
  const collator = new Intl.Collator(words.locale, { numeric: true });
  const compare = (one: string | number, other: string | number): number =>
    typeof one === 'number' && typeof other === 'number'
      ? one - other
      : collator.compare(String(one), String(other));
  const sign = asked.startsWith('-') ? -1 : 1;
  return {
    columns,
    chosen: column === undefined ? '' : asked,
    choose,
    sorted: (rows) => {
      if (column === undefined) return rows;
      return [...rows].sort((row, otherRow) => {
        const [one, other] = [column.value(row), column.value(otherRow)];
        if (one === undefined || other === undefined)
          return Number(one === undefined) - Number(other === undefined);
        return sign * compare(one, other);
      });
    },
  };
}

interface SortHeadingProps<R> {
  /** Undefined where a table cannot be sorted, for its rows come one by one. */
  readonly sorting: Sorting<R> | undefined;
  /** Of a column. */
  readonly name: string;
  readonly isNumber?: true;
  /** What stands there, unless it is the label of the column. */
  readonly children?: ComponentChildren;
}

/** A heading that sorts by its column: upwards, then downwards, then as the rows come. */
export function SortHeading<R>({ sorting, name, isNumber, children }: SortHeadingProps<R>): JSX.Element {
  if (sorting === undefined)
    return (
      <th scope="col" class={isNumber && 'number'}>
        {children}
      </th>
    );
  const { columns, chosen, choose } = sorting;
  const column = columns.find((one) => one.name === name);
  const [isUp, isDown] = [chosen === name, chosen === `-${name}`];
  return (
    <th
      scope="col"
      class={isNumber && 'number'}
      aria-sort={isUp ? 'ascending' : isDown ? 'descending' : undefined}
    >
      <button type="button" class="sort" onClick={() => choose(isUp ? `-${name}` : isDown ? '' : name)}>
        {children ?? column?.label}
        {(isUp || isDown) && (
          <span class="sort-sign" aria-hidden="true">
            {isUp ? '▲' : '▼'}
          </span>
        )}
      </button>
    </th>
  );
}

/** The same on a phone, where rows are cards without headings. */
export function SortChoice<R>({ sorting }: { readonly sorting: Sorting<R> }): JSX.Element {
  const words = useWords();
  const { columns, chosen, choose } = sorting;
  return (
    <label class="choice sort-choice">
      <span>{words.say('sort.by')}</span>
      <select value={chosen} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        <option value="">{words.say('sort.none')}</option>
        <SortOptions columns={columns} />
      </select>
    </label>
  );
}

/** Each column upwards and downwards. */
export function SortOptions<R>({ columns }: { readonly columns: readonly Column<R>[] }): JSX.Element {
  const words = useWords();
  return (
    <>
      {columns.flatMap(({ name, label }) => [
        <option key={name} value={name}>
          {words.say('sort.up', { column: label })}
        </option>,
        <option key={`-${name}`} value={`-${name}`}>
          {words.say('sort.down', { column: label })}
        </option>,
      ])}
    </>
  );
}
