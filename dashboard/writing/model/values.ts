/** What is typed into a form: texts by field, and the rows of lists. Kept as it was typed, whatever it is worth. */

export type Values = { readonly [field: string]: string | readonly Values[] };

/** The place of a field among values: its name, below the rows that it is in. */
export type FieldPath = readonly (string | number)[];

export const keyOf = (path: FieldPath): string => path.join('.');

export const textIn = (values: Values, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value : '';
};

export const rowsIn = (values: Values, name: string): readonly Values[] => {
  const value = values[name];
  return typeof value === 'object' ? value : [];
};

/** The values with another text or other rows at a place. */
export function withValue(values: Values, path: FieldPath, value: string | readonly Values[]): Values {
  const [name, index, ...rest] = path;
  if (typeof name !== 'string') return values;
  if (typeof index !== 'number') return { ...values, [name]: value };
  const rows = rowsIn(values, name).map((row, at) => (at === index ? withValue(row, rest, value) : row));
  return { ...values, [name]: rows };
}

/** The text at a place; nothing where there is none. */
export function textAt(values: Values, path: FieldPath): string {
  const [name, index, ...rest] = path;
  if (typeof name !== 'string') return '';
  if (typeof index !== 'number') return textIn(values, name);
  const row = rowsIn(values, name)[index];
  return row === undefined ? '' : textAt(row, rest);
}
