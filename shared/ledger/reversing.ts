/** Takes back what one event booked in a location's book: for each of its entries one that cancels it out. */
import { entryName } from '../domain/accounts.ts';
import type { StockTotals } from '../domain/books.ts';
import { type Amounts, addAmounts, negateAmounts } from '../domain/quantity.ts';
import type { Entry } from './entry.ts';
import type { LocationBook } from './location-book.ts';

type Columns = { readonly [C in keyof StockTotals]?: Amounts };

/** What an entry's lines were added to, but for what is known to have gone onward. */
function columnsOf({ type, lines, counterpartyEntry }: Entry): Columns {
  const out = negateAmounts(lines);
  switch (type) {
    case 'arrival':
      return { received: lines };
    case 'dispatch':
      return { dispatched: out };
    case 'loss':
      // What was lost on arrival names its waybill's entry.
      return counterpartyEntry === undefined ? { lost: out } : { lost: out, lostOnArrival: out };
    case 'transfer':
      return [...lines.values()].some((quantity) => quantity > 0n)
        ? { transferredIn: lines }
        : { transferredOut: out };
    default:
      throw new TypeError(`Entries of the type ${type} are not taken back`);
  }
}

export interface ReversalOfEntry {
  readonly entry: Entry;
  readonly reason: string;
  /** The part that is taken back. @default all of it */
  readonly lines?: Amounts;
  /** What is no longer known to have come from another location; negative. */
  readonly onward?: Amounts;
  /** The entry that takes back the other side, as `account@seq`. */
  readonly counterpartyEntry?: string;
  readonly group?: Entry['group'];
  /** Whose part is taken back, where that is one alone. @default all that the entry names */
  readonly of?: Pick<Entry, 'reference' | 'counterparty'>;
}

/** Appends the entry that takes another one back. */
export function reverseEntry(book: LocationBook, reversal: ReversalOfEntry): void {
  const { entry, reason, lines = entry.lines, onward, counterpartyEntry, group, of = entry } = reversal;
  const columns = columnsOf({ ...entry, lines });
  const taken = Object.fromEntries(
    Object.entries(columns).map(([name, amounts]) => [name, negateAmounts(amounts)]),
  );
  book.append(
    {
      type: 'void',
      reference: of.reference,
      digest: '',
      counterparty: of.counterparty,
      ...(counterpartyEntry !== undefined && { counterpartyEntry }),
      ...(group !== undefined && { group }),
      reverses: entryName(entry.account, entry.seq),
      reason,
      lines: negateAmounts(lines),
    },
    { ...taken, ...(onward !== undefined && { onward }) },
  );
}

/** What taking back some entries takes out of the stock; negative where it puts goods back. */
export const goodsTakenBack = (entries: readonly Pick<Entry, 'lines'>[]): Amounts =>
  addAmounts(...entries.map(({ lines }) => lines));
