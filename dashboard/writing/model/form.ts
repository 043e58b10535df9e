/** What a form is: its fields, the event that they make and what it begins with. */
import type { OrderAnswer } from '../../../shared/contract/answers/orders.ts';
import type { ReaderAnswer } from '../../../shared/contract/answers/readers.ts';
import type { EventType } from '../../../shared/domain/events.ts';
import type { AnswerClient } from '../../api/answer-client.ts';
import type { View } from '../../place.ts';
import type { KindName } from '../offers.ts';
import type { FormKey } from '../words/words.ts';
import type { FormContent } from './conversion.ts';
import type { Field } from './fields.ts';
import type { Values } from './values.ts';

/** Where a form is filled in, and by whom. */
export interface FormPlace {
  readonly form: KindName;
  readonly orderId: string | undefined;
  /** What it is about, as its address names it. */
  readonly of: string | undefined;
  readonly order: OrderAnswer | undefined;
  readonly reader: ReaderAnswer;
  readonly zone: string;
  /** A number for a new document, which a paper's own may replace. */
  readonly number: (prefix: string) => string;
}

/** The parts of what a form is about, where one name does not tell it. */
export const partsOf = ({ of = '' }: Pick<FormPlace, 'of'>): readonly string[] => of.split('~');

export interface Beginning extends FormPlace {
  readonly api: AnswerClient;
  /** Now, as a field of date and time takes it. */
  readonly now: string;
}

export interface FormKind {
  readonly type: EventType;
  readonly title: FormKey;
  readonly about?: FormKey;
  readonly fields: readonly Field[];
  /** What a new draft begins with. Errors: an `AnswerError` where it has to be read and cannot be. */
  readonly begin: (beginning: Beginning) => Values | Promise<Values>;
  /** What is left out or added of `data` before it is checked and sent. */
  readonly refine?: (data: FormContent['data'], place: FormPlace, values: Values) => FormContent['data'];
  /** Where the page shows what was booked. */
  readonly see?: (values: Values, orderId: string) => { readonly view: View; readonly id: string };
  /** What goes with the goods, to be printed and signed once it is booked. */
  readonly paper?: FormKind['see'];
  /** The field that names the document, for whoever looks for it later. */
  readonly names?: string;
  /** What the fields of a correction are filled from, where that is more than what was sent. */
  readonly original?: (data: FormContent['data'], place: FormPlace) => FormContent['data'];
  /** What is not sent and follows from what was sent, where a document is put right. */
  readonly asides?: (values: Values) => Values;
}
