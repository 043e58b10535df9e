import type { JSX } from 'preact';
import { useReader } from '../reader/reader.ts';
import { useWords } from '../words/words.ts';
import { type FormName, formHref, mayFill, mayFillAt } from './offers.ts';

interface WriteLinkProps {
  readonly form: FormName;
  readonly orderId: string | undefined;
  readonly of?: string | undefined;
  /** The place where it happens, if it is of one: its staff may write it. */
  readonly at?: string | undefined;
}

/** Leads to a form, where the reader may send what it makes. */
export function WriteLink({ form, orderId, of, at }: WriteLinkProps): JSX.Element | null {
  const words = useWords();
  const reader = useReader();
  const may = at === undefined ? mayFill(reader, form) : mayFillAt(reader, form, at);
  if (!may) return null;
  return (
    <a class="button" href={formHref(form, orderId, of)}>
      {words.say(`write.${form}`)}
    </a>
  );
}
