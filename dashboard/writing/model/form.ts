/** What a form is: its fields, the event that they make, what it begins with and what it shows beside them. */
import type { FunctionComponent } from 'preact';
import type { OrderAnswer } from '../../../shared/contract/answers/orders.ts';
import type { ReaderAnswer } from '../../../shared/contract/answers/readers.ts';
import type { EventType } from '../../../shared/domain/events.ts';
import type { AnswerClient } from '../../api/answer-client.ts';
import type { View } from '../../place.ts';
import type { KindName } from '../offers.ts';
import type { FormKey } from '../words/words.ts';
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
}

export interface Beginning extends FormPlace {
  readonly api: AnswerClient;
  /** A number for a new document, which a paper's own may replace. */
  readonly number: (prefix: string) => string;
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
  /** What is held against what was typed: on the shelf, on its way, or what an order will take. */
  readonly Beside?: FunctionComponent<BesideProps>;
  /** What is left out or added of `data` before it is checked and sent. */
  readonly refine?: (data: Readonly<Record<string, unknown>>, place: FormPlace, values: Values) => unknown;
  /** Where the page shows what was booked. */
  readonly see?: (values: Values, orderId: string) => { readonly view: View; readonly id: string };
  /** The field that names the document, for whoever looks for it later. */
  readonly names?: string;
  /** What is not sent and follows from what was sent, where a document is put right. */
  readonly asides?: (values: Values) => Values;
}

export interface BesideProps {
  readonly place: FormPlace;
  readonly values: Values;
  /** Whether it stands under the summary. */
  readonly isSummary: boolean;
}
