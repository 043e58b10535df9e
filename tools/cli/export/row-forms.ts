/**
 * Rows of sheets as they were sent, worked out from their entries.
 *
 * The journal keeps a posted row as amounts in base units with the digest of what was sent. A row has few possible
 * forms (kg or g), so the one that gives the digest is what was sent.
 */

import { decimalsOf } from '../../../shared/contract/currencies.ts';
import { readPayment, readReceipt, readReturn, readReversal } from '../../../shared/contract/rows.ts';
import {
  baseQuantity,
  isCountUnit,
  quantityIn,
  thousandthsOf,
  type Unit,
  unitFamily,
  unitNames,
} from '../../../shared/domain/quantity.ts';
import type { Entry } from '../../../shared/ledger/entry.ts';

export interface RowForm {
  readonly row: Readonly<Record<string, unknown>>;
  /** Whether its digest is that of what was sent. */
  readonly isOriginal: boolean;
}

/** Whose sheet the row stood in. */
export type Party = { readonly centreId: string } | { readonly payerId: string };

/** Units by commodity, as an order has them. */
export type Units = ReadonlyMap<string, Unit>;

/** Of more lines than this, each in its own unit, only those in one unit are tried. */
const maxForms = 2_000;

/** The row of a household's entry, which may correct an exception. Guarantees: the books make the same of it as of what was sent. */
export function rowOfEntry(entry: Entry, party: Party, units: Units, corrects?: string): RowForm {
  const { orderId, digest } = entry;
  const digestOf = digestReader(entry, { orderId, ...party });
  let first: RowForm['row'] | undefined;
  for (const form of formsOf(entry, units)) {
    const row = corrects === undefined ? form : { ...form, corrects };
    if (digestOf(row) === digest) return { row, isOriginal: true };
    first ??= row;
  }
  return { row: first ?? {}, isOriginal: false };
}

function digestReader(
  { type }: Entry,
  sheet: { readonly orderId: string } & Party,
): (row: unknown) => string | undefined {
  if ('centreId' in sheet) {
    const read = type === 'return' ? readReturn : readReceipt;
    return (row) => read(row, sheet).digest;
  }
  const read = type === 'reversal' ? readReversal : readPayment;
  return (row) => read(row, sheet).digest;
}

function* formsOf(entry: Entry, units: Units): Generator<RowForm['row']> {
  const { type, reference, householdId, reverses, reason } = { ...entry, householdId: householdOf(entry) };
  switch (type) {
    case 'return':
      yield { receiptId: reference, reverses, householdId, reason };
      return;
    case 'reversal':
      yield { paymentId: reference, reverses, householdId, reason };
      return;
    case 'payment': {
      const { currency = '', money = 0n } = entry;
      yield {
        paymentId: reference,
        householdId,
        amount: decimalAmount(money, decimalsOf(currency)),
        currency,
      };
      return;
    }
    default: {
      const { collectedBy, overIssue } = entry;
      for (const lines of lineForms(entry, units)) {
        yield {
          receiptId: reference,
          householdId,
          ...(collectedBy !== undefined && { collectedBy }),
          lines,
          ...(overIssue !== undefined && { overIssue: { reason: overIssue } }),
        };
      }
    }
  }
}

const householdOf = ({ account }: Entry): string => account.slice('household:'.length, account.indexOf('/'));

/** Minor units as the JSON number a payer would write. */
const decimalAmount = (minor: bigint, decimals: number): number => Number(`${minor}e-${decimals}`);

interface Line {
  readonly commodity: string;
  readonly unit: Unit;
  readonly quantity: number;
}

/** Every way to write the lines, the likeliest first: all in the order's units, then one by one in others. */
function* lineForms({ lines }: Entry, units: Units): Generator<readonly Line[]> {
  const choices = [...lines].map(([commodity, base]) => {
    const own = units.get(commodity) ?? 'kg';
    const others = isCountUnit(own)
      ? []
      : unitNames.filter((unit) => unit !== own && unitFamily(unit) === unitFamily(own));
    return [own, ...others].flatMap((unit): Line[] => {
      const quantity = quantityIn(base, unit);
      const thousandths = thousandthsOf(String(quantity));
      return thousandths !== undefined && baseQuantity(thousandths, unit) === base
        ? [{ commodity, unit, quantity }]
        : [];
    });
  });
  let left = maxForms;
  for (const form of combinations(choices)) {
    if (left === 0) return;
    left -= 1;
    yield form;
  }
}

function* combinations<T>(choices: readonly (readonly T[])[]): Generator<readonly T[]> {
  const [first, ...rest] = choices;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const one of first) for (const others of combinations(rest)) yield [one, ...others];
}
