/** Every form by its name. */

import { audit, observe } from './forms/audits.ts';
import { answer, complain } from './forms/complaints.ts';
import { handover, missed, returned } from './forms/handovers.ts';
import { note } from './forms/notes.ts';
import { amend, cancel, issue } from './forms/orders.ts';
import { fund, pay, reverse } from './forms/payments.ts';
import { erase, households, leave, locations } from './forms/registry.ts';
import { close, dispatch, receive } from './forms/shipments.ts';
import { count, lose, transfer } from './forms/stock.ts';
import { voided } from './forms/voids.ts';
import { correctionInData } from './model/corrections.ts';
import type { FormKind } from './model/form.ts';
import type { KindName } from './offers.ts';

/** Forms of an event that is one document: the whole of it may put an exception right. */
const documents = {
  receive,
  count,
  lose,
  dispatch,
  close,
  transfer,
  fund,
  households,
  leave,
  erase,
  locations,
  issue,
  amend,
  cancel,
  complain,
} as const satisfies { readonly [F in KindName]?: FormKind };

/** Forms whose rows stand alone, each with its own correction, and the one of what is never corrected. */
const others = {
  answer,
  handover,
  return: returned,
  missed,
  pay,
  reverse,
  audit,
  observe,
  void: voided,
  note,
} as const satisfies {
  readonly [F in KindName]?: FormKind;
};

const kinds: { readonly [F in KindName]: FormKind } = { ...documents, ...others };

const correctable: ReadonlyMap<KindName, FormKind> = new Map(
  (Object.keys(documents) as (keyof typeof documents)[]).map((name) => {
    const kind: FormKind = documents[name];
    return [name, { ...kind, fields: [...kind.fields, correctionInData] }];
  }),
);

export const formOf = (name: KindName): FormKind => correctable.get(name) ?? kinds[name];

/** The form that makes events of a type. */
export const kindOfType = (type: string | undefined): KindName | undefined =>
  (Object.keys(kinds) as KindName[]).find((name) => kinds[name].type === type);
