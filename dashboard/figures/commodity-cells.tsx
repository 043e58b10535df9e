/** The cells that every table of commodities has: its name with its unit, and figures in it. */
import type { JSX } from 'preact';
import type { Unit } from '../../shared/domain/quantity.ts';
import type { Column } from '../page/sorting.tsx';
import { useWords, type Words } from '../words/words.ts';

interface Named {
  readonly commodity: string;
  readonly unit?: Unit;
}

/** Heads the row of a commodity. */
export function CommodityHead({ commodity, unit }: Named): JSX.Element {
  const words = useWords();
  return (
    <th scope="row">
      {words.commodity(commodity)}
      <span class="unit"> {words.unit(unit)}</span>
    </th>
  );
}

interface FigureCellsProps<C extends string> {
  readonly row: Named & { readonly [name in C]: number };
  readonly columns: readonly C[];
  /** What a column is called, where a phone shows no header. */
  readonly labelOf: (column: C) => string;
}

/** A commodity's figures, one a column; what is outstanding is asked for first. */
export function FigureCells<C extends string>({ row, columns, labelOf }: FigureCellsProps<C>): JSX.Element {
  const words = useWords();
  return (
    <>
      {columns.map((column) => (
        <td
          key={column}
          class={`number ${column}${column === 'outstanding' ? ' wanted' : ''}${row[column] === 0 ? ' zero' : ''}`}
          data-label={labelOf(column)}
          data-figure={`${row.commodity} ${column}`}
        >
          {words.number(row[column])}
        </td>
      ))}
    </>
  );
}

/** What a table of commodities is sorted by: the commodity as it is called, then the figures. */
export function commodityColumns<R extends Named & { readonly [name in C]: number }, C extends string>(
  columns: readonly C[],
  labelOf: (column: C) => string,
  words: Words,
): readonly [Column<R>, ...Column<R>[]] {
  return [
    {
      name: 'commodity',
      label: words.say('goods.commodity'),
      value: ({ commodity }) => words.commodity(commodity),
    },
    ...columns.map((name) => ({ name, label: labelOf(name), value: (row: R) => row[name] })),
  ];
}

/** What a location holds, in words; a dash where it holds nothing. */
export function OnHand({
  commodities,
}: {
  readonly commodities: readonly (Named & { readonly onHand: number })[];
}): JSX.Element {
  const words = useWords();
  const held = commodities
    .filter(({ onHand }) => onHand !== 0)
    .map(({ commodity, unit, onHand }) => `${words.commodity(commodity)} ${words.quantity(onHand, unit)}`);
  return <>{held.join(', ') || '–'}</>;
}
