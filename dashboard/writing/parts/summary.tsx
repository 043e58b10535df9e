import type { ComponentChildren, JSX } from 'preact';
import { unitNames } from '../../../shared/domain/quantity.ts';
import { Scrolling } from '../../page/scrolling.tsx';
import { type Field, type InputField, isList, type ListField } from '../model/fields.ts';
import { rowsIn, textIn, type Values } from '../model/values.ts';
import { type FormWords, useFormWords } from '../words/words.ts';
import { usePlaces } from '../writing-context.ts';

interface SummaryProps {
  readonly fields: readonly Field[];
  readonly values: Values;
  readonly zone: string;
}

/** What will be sent, as it was typed. */
export function Summary({ fields, values, zone }: SummaryProps): JSX.Element {
  const words = useFormWords();
  const names = new Map(usePlaces().map(({ locationId, name = locationId }) => [locationId, name]));
  const shown = fields.filter((field) => isShown(field, values));
  const single = shown.filter((field): field is InputField => !isList(field));
  return (
    <>
      <dl class="facts">
        {single
          .filter((field) => textIn(values, field.name).trim() !== '')
          .map((field) => (
            <div key={field.name}>
              <dt>{words.tell(field.label)}</dt>
              <dd>
                {shownText(field, textIn(values, field.name), words, names)}
                {field.sort === 'moment' && ` (${zone})`}
              </dd>
            </div>
          ))}
      </dl>
      {shown.filter(isList).map((field) => (
        <RowTable key={field.name} field={field} rows={rowsIn(values, field.name)} names={names} />
      ))}
    </>
  );
}

const isShown = (field: Field, beside: Values): boolean =>
  field.applies?.(beside) !== false && (isList(field) || field.constant === undefined);

type Names = ReadonlyMap<string, string>;

interface RowTableProps {
  readonly field: ListField;
  readonly rows: readonly Values[];
  readonly names: Names;
}

function RowTable({ field, rows, names }: RowTableProps): JSX.Element | null {
  const words = useFormWords();
  if (rows.length === 0) return null;
  const columns = field.rows.filter((column) => rows.some((row) => hasText(column, row)));
  const label = words.tell(field.label);
  return (
    <Scrolling label={label}>
      <table class="figures">
        <caption>{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" class={isNumber(column) ? 'number' : undefined}>
                {words.tell(column.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {columns.map((column) => (
                <td key={column.name} class={isNumber(column) ? 'number' : undefined}>
                  {isShown(column, row) && cellOf(column, row, words, names)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

const hasText = (column: Field, row: Values): boolean =>
  isShown(column, row) &&
  (isList(column) ? rowsIn(row, column.name).length > 0 : textIn(row, column.name).trim() !== '');

const isNumber = (column: Field): boolean =>
  !isList(column) && (column.sort === 'number' || column.sort === 'whole');

function cellOf(column: Field, row: Values, words: FormWords, names: Names): ComponentChildren {
  if (!isList(column)) return shownText(column, textIn(row, column.name), words, names);
  return rowsIn(row, column.name)
    .map((inner) =>
      column.rows
        .filter((field): field is InputField => !isList(field))
        .map((field) => shownText(field, textIn(inner, field.name), words, names))
        .join(' '),
    )
    .join(', ');
}

function shownText({ sort, choices }: InputField, typed: string, words: FormWords, names: Names): string {
  const text = typed.trim();
  const unit = unitNames.find((name) => name === text);
  if (sort === 'choice' && choices !== undefined) return words.choice(choices.words, text);
  if (sort === 'unit' && unit !== undefined) return words.unit(unit, 2);
  if (sort === 'commodity') return words.commodity(text);
  if (sort === 'moment') return text.replace('T', ' ');
  const name = sort === 'place' ? names.get(text) : undefined;
  return name === undefined || name === text ? text : `${name} (${text})`;
}
