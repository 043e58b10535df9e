import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isCoordinator, useReader } from '../../reader/reader.ts';
import { blankRow, type Field, isList, type ListField } from '../model/fields.ts';
import { faultText } from '../model/sentences.ts';
import { type FieldPath, keyOf, rowsIn, type Values } from '../model/values.ts';
import { useFormWords } from '../words/words.ts';
import { useFilling } from '../writing-context.ts';
import { FieldInput, inputIdOf } from './field-input.tsx';

interface FieldsProps {
  readonly fields: readonly Field[];
  /** What was typed where these fields are. */
  readonly beside: Values;
  readonly path: FieldPath;
}

/** Fields one after another, those that apply. */
export function Fields({ fields, beside, path }: FieldsProps): JSX.Element {
  const reader = useReader();
  const shown = fields.filter((field) => {
    if (field.applies?.(beside) === false) return false;
    return (
      isList(field) || (field.constant === undefined && (!field.isCoordinators || isCoordinator(reader)))
    );
  });
  return (
    <>
      {shown.map((field) =>
        isList(field) ? (
          <Rows key={field.name} field={field} beside={beside} path={[...path, field.name]} />
        ) : (
          <FieldInput key={field.name} field={field} path={[...path, field.name]} />
        ),
      )}
    </>
  );
}

interface RowsProps {
  readonly field: ListField;
  readonly beside: Values;
  readonly path: FieldPath;
}

/** The rows of a list, each with its fields; a row can be added, and taken out. */
function Rows({ field, beside, path }: RowsProps): JSX.Element {
  const words = useFormWords();
  const { change, faultOf, place } = useFilling();
  const rows = rowsIn(beside, field.name);
  const own = useRef<HTMLFieldSetElement>(null);
  const added = useRef(false);
  const fault = faultOf(path);
  const label = words.tell(field.label);
  useLayoutEffect(() => {
    if (!added.current) return;
    added.current = false;
    own.current
      ?.querySelector<HTMLElement>(':scope > .row:last-of-type :is(input, select, textarea)')
      ?.focus();
  }, [rows.length]);
  return (
    <fieldset class="rows" ref={own} id={inputIdOf(path)} tabIndex={-1} data-list={keyOf(path)}>
      <legend>{label}</legend>
      {fault !== undefined && <p class="fault">{faultText(words, fault, ' ')}</p>}
      {rows.map((row, index) => (
        <Row key={index} field={field} row={row} index={index} path={path}>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              change(path, rows.toSpliced(index, 1));
              own.current?.focus();
            }}
          >
            {words.tell('row.remove')}
            <span class="unseen"> {words.tell(field.one, { number: index + 1 })}</span>
          </button>
        </Row>
      ))}
      <button
        type="button"
        class="quiet"
        onClick={() => {
          added.current = true;
          change(path, [...rows, blankRow(field, place.number)]);
        }}
      >
        {words.tell(field.add)}
      </button>
    </fieldset>
  );
}

interface RowProps {
  readonly field: ListField;
  readonly row: Values;
  readonly index: number;
  readonly path: FieldPath;
  readonly children: JSX.Element;
}

function Row({ field, row, index, path, children }: RowProps): JSX.Element {
  const words = useFormWords();
  const { faultOf } = useFilling();
  const own = [...path, index];
  const fault = faultOf(own);
  return (
    <fieldset class="row" id={inputIdOf(own)} tabIndex={-1}>
      <legend class="unseen">{words.tell(field.one, { number: index + 1 })}</legend>
      <Fields fields={field.rows} beside={row} path={own} />
      {children}
      {fault !== undefined && <p class="fault">{faultText(words, fault, ' ')}</p>}
    </fieldset>
  );
}
