import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Fault } from '../model/check.ts';
import { type Field, isList } from '../model/fields.ts';
import { faultText } from '../model/sentences.ts';
import { type FieldPath, keyOf, textAt, type Values } from '../model/values.ts';
import { type FormWords, useFormWords } from '../words/words.ts';
import { inputIdOf } from './field-input.tsx';

interface FaultListProps {
  readonly faults: readonly Fault[];
  readonly fields: readonly Field[];
  readonly values: Values;
  /** Counts the attempts to go on: each takes the reader here. */
  readonly attempt: number;
}

/** All that is wrong with a form, each leading to its field. */
export function FaultList({ faults, fields, values, attempt }: FaultListProps): JSX.Element {
  const words = useFormWords();
  const own = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => own.current?.focus(), [attempt]);
  return (
    <div class="faults" role="alert" tabIndex={-1} ref={own}>
      <h2>{words.tell('faults.title', { count: faults.length })}</h2>
      <ul>
        {faults.map((fault) => (
          <li key={`${fault.path && keyOf(fault.path)} ${fault.expected}`}>
            <Told fault={fault} fields={fields} values={values} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Told({
  fault,
  fields,
  values,
}: Omit<FaultListProps, 'faults' | 'attempt'> & { readonly fault: Fault }) {
  const words = useFormWords();
  const { path } = fault;
  if (path === undefined) return <>{faultText(words, fault, ' ')}</>;
  return (
    <button type="button" class="link" onClick={() => document.getElementById(inputIdOf(path))?.focus()}>
      {labelOf(words, fields, path)}: {faultText(words, fault, isRow(path) ? ' ' : textAt(values, path))}
    </button>
  );
}

const isRow = (path: FieldPath): boolean => typeof path.at(-1) === 'number';

/** The words of a place among fields: the list, which of its rows, and the field. */
function labelOf(words: FormWords, fields: readonly Field[], [name, index, ...rest]: FieldPath): string {
  const field = fields.find((one) => one.name === name);
  if (field === undefined) return String(name);
  const label = words.tell(field.label);
  if (!isList(field) || typeof index !== 'number') return label;
  const row = words.tell(field.one, { number: index + 1 });
  return rest.length === 0 ? row : `${row}, ${labelOf(words, field.rows, rest)}`;
}
