import type { JSX } from 'preact';

interface BlankRowsProps {
  readonly rows: number;
  readonly columns: number;
}

/** Rows of a paper that are filled in by hand. */
export const BlankRows = ({ rows, columns }: BlankRowsProps): JSX.Element => (
  <>
    {Array.from({ length: rows }, (_, row) => (
      <tr key={row}>
        {Array.from({ length: columns }, (_, column) => (
          <td key={column} />
        ))}
      </tr>
    ))}
  </>
);
