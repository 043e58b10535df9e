/** The fields of forms: how each is typed, and where its value stands in the event that the form makes. */
import type { FormKey } from '../words/words.ts';
import type { Values } from './values.ts';

/** How a value is typed. Numbers and instants are converted; everything else goes out as it was typed. */
export type Sort =
  | 'text'
  | 'long'
  | 'number'
  | 'whole'
  | 'date'
  | 'moment'
  | 'choice'
  | 'place'
  | 'order'
  | 'payer'
  | 'commodity'
  | 'unit'
  | 'currency';

interface Named {
  readonly name: string;
  readonly label: FormKey;
  readonly help?: FormKey;
  /** Where its value stands below the event, or below the row it is in; undefined for what is not sent. */
  readonly at: readonly string[] | undefined;
  /** Whether it is asked for, by what else was typed beside it. */
  readonly applies?: (beside: Values) => boolean;
  readonly isOptional?: true;
}

export interface InputField extends Named {
  readonly sort: Sort;
  /** Of what is not sent: the place in the event that it decides about, whose faults it bears. */
  readonly decides?: readonly string[];
  /** The names to choose from, whose words are `<options>.<name>`. */
  readonly choices?: { readonly words: string; readonly names: readonly string[] };
  /** Shown, and not to be changed: it says which document is put right. */
  readonly isFixed?: true;
  /** The kinds of places to choose from; all without. */
  readonly kinds?: readonly string[];
  /** Whether only coordinators may fill it in. */
  readonly isCoordinators?: true;
  /** Whether staff choose among their own places. */
  readonly isOwn?: true;
  /** What it says wherever it applies; nobody types it. */
  readonly constant?: string;
}

export interface ListField extends Named {
  readonly rows: readonly Field[];
  /** What a row is called, with its `{number}`. */
  readonly one: FormKey;
  /** What adds one more. */
  readonly add: FormKey;
  /** The field of a row that bears a number of its own, and what such numbers begin with. */
  readonly numbered?: readonly [field: string, prefix: string];
  /** Whether its rows are texts and no objects: each has this one field. */
  readonly isPlain?: true;
}

export type Field = InputField | ListField;

export const isList = (field: Field): field is ListField => 'rows' in field;

type More = Partial<Omit<InputField, 'name' | 'sort' | 'label'>>;

/** A field whose value stands under its own name. */
const field = (name: string, sort: Sort, label: FormKey, more: More = {}): InputField => ({
  name,
  sort,
  label,
  at: [name],
  ...more,
});

/** A field of `data`. */
export const inData = (name: string, sort: Sort, label: FormKey, more: More = {}): InputField =>
  field(name, sort, label, { at: ['data', name], ...more });

/** A field of a row. */
export const inRow = field;

/** A field that decides what else is asked for, and is not sent. */
export const aside = (name: string, sort: Sort, label: FormKey, more: More = {}): InputField => ({
  ...field(name, sort, label, more),
  at: undefined,
});

export const listIn = (
  name: string,
  label: FormKey,
  [one, add]: readonly [one: FormKey, add: FormKey],
  rows: readonly Field[],
  more: Partial<ListField> = {},
): ListField => ({ name, label, one, add, rows, at: ['data', name], ...more });

/** A row of a list with nothing in it but its number. */
export const blankRow = ({ numbered }: ListField, number: (prefix: string) => string): Values =>
  numbered === undefined ? {} : { [numbered[0]]: number(numbered[1]) };

export const choices = (words: string, names: readonly string[]): Pick<InputField, 'choices'> => ({
  choices: { words, names },
});

/** When it happened. */
export const happenedAt: InputField = field('time', 'moment', 'field.time', { help: 'help.time' });
