/** Every form by its name. */

import { erase, households, leave, locations } from './forms/registry.ts';
import { close, dispatch, receive } from './forms/shipments.ts';
import { count, lose, transfer } from './forms/stock.ts';
import type { FormKind } from './model/form.ts';
import type { KindName } from './offers.ts';

const forms: Partial<Record<KindName, FormKind>> = {
  receive,
  count,
  lose,
  dispatch,
  close,
  transfer,
  households,
  leave,
  erase,
  locations,
};

export const formOf = (name: KindName): FormKind => forms[name] as FormKind;
