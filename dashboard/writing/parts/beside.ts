/** What stands beside the fields of a form: what lies on the shelf, is on its way, or will be taken. */
import type { FunctionComponent } from 'preact';
import type { FormPlace } from '../model/form.ts';
import type { Values } from '../model/values.ts';
import type { KindName } from '../offers.ts';
import { CountDifferences } from './count-differences.tsx';
import { OnShelf } from './on-shelf.tsx';
import { OrderPreview } from './order-preview.tsx';
import { WhatIsVoided } from './what-is-voided.tsx';
import { WhatWasSent } from './what-was-sent.tsx';
import { WhomToPay } from './whom-to-pay.tsx';

export interface BesideProps {
  readonly place: FormPlace;
  readonly values: Values;
  /** Whether it stands under the summary. */
  readonly isSummary: boolean;
}

/** What is needed to fill in the fields, and so stands before them. */
export const before: { readonly [F in KindName]?: FunctionComponent<BesideProps> } = {
  receive: WhatWasSent,
  close: WhatWasSent,
  pay: WhomToPay,
  void: WhatIsVoided,
};

/** What follows from the fields. */
export const after: { readonly [F in KindName]?: FunctionComponent<BesideProps> } = {
  count: CountDifferences,
  lose: OnShelf,
  transfer: OnShelf,
  dispatch: OnShelf,
  issue: OrderPreview,
  amend: OrderPreview,
};
