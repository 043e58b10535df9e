import type { JSX } from 'preact';
import type { LocationBalancesAnswer } from '../../../shared/contract/answers/locations.ts';
import {
  baseQuantity,
  quantityIn,
  thousandthsOf,
  type Unit,
  unitFamily,
  unitNames,
} from '../../../shared/domain/quantity.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Scrolling } from '../../page/scrolling.tsx';
import { rowsIn, textIn, type Values } from '../model/values.ts';
import { useFormWords } from '../words/words.ts';
import type { BesideProps } from './beside.ts';

/** What was counted beside what the books hold now, and what the difference will mean. */
export function CountDifferences({ values }: BesideProps): JSX.Element | null {
  const words = useFormWords();
  const locationId = textIn(values, 'locationId');
  const shelf = useShelf(locationId, textIn(values, 'orderId'));
  const counted = sumsOf(rowsIn(values, 'lines'));
  if (shelf === undefined || counted.length === 0) return null;
  const rows = counted.map((line) => {
    const book = shelf.find(({ commodity }) => commodity === line.commodity);
    const held = baseOf(String(book?.onHand ?? 0), book?.unit ?? line.unit) ?? 0n;
    const unit = book?.unit ?? line.unit;
    return { ...line, unit, held, difference: line.base - held };
  });
  return (
    <section class="beside" aria-labelledby="differences">
      <h2 id="differences">{words.tell('count.differences')}</h2>
      <Scrolling label={words.tell('count.differences')}>
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">{words.say('goods.commodity')}</th>
              <th scope="col" class="number">
                {words.tell('count.books')}
              </th>
              <th scope="col" class="number">
                {words.tell('count.counted')}
              </th>
              <th scope="col" class="number">
                {words.tell('count.difference')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ commodity, unit, held, base, difference }) => (
              <tr key={commodity} data-difference={commodity}>
                <th scope="row">{words.commodity(commodity)}</th>
                <td class="number">{words.quantity(quantityIn(held, unit), unit)}</td>
                <td class="number">{words.number(quantityIn(base, unit))}</td>
                <td class={`number${difference === 0n ? ' zero' : ' differs'}`}>
                  {difference > 0n && '+'}
                  {words.number(quantityIn(difference, unit))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
      <p class="help">
        {words.tell(rows.some(({ difference }) => difference !== 0n) ? 'count.differs' : 'count.agrees')}
      </p>
    </section>
  );
}

interface ShelfLine {
  readonly commodity: string;
  readonly unit: Unit;
  readonly onHand: number;
}

/** What the books hold of a place under an order; undefined while that is not known. */
export function useShelf(locationId: string, orderId: string): readonly ShelfLine[] | undefined {
  const path = `/locations/${encodeURIComponent(locationId || '-')}`;
  const { answer } = useAnswer<LocationBalancesAnswer>(path, { isAskedAgain: locationId !== '' });
  if (answer === undefined || locationId === '') return undefined;
  const commodities = answer.balances.find((one) => one.orderId === orderId)?.commodities ?? [];
  return commodities.flatMap(({ commodity, unit, onHand }) =>
    unit === undefined ? [] : [{ commodity, unit, onHand }],
  );
}

interface Counted {
  readonly commodity: string;
  readonly unit: Unit;
  readonly base: bigint;
}

/** The lines that can be read, by commodity: one may be counted in several units of its family. */
export function sumsOf(lines: readonly Values[]): readonly Counted[] {
  const sums = new Map<string, Counted>();
  for (const line of lines) {
    const commodity = textIn(line, 'commodity').trim().normalize('NFC');
    const packed = unitIn(line, 'unit');
    if (commodity === '' || packed === undefined) continue;
    const inside = unitIn(line, 'containsUnit');
    const content = textIn(line, 'contains').trim();
    const size = baseOf(textIn(line, 'quantity'), packed);
    const each = content === '' || inside === undefined ? 1n : baseOf(content, inside);
    if (size === undefined || each === undefined) continue;
    const unit = content === '' || inside === undefined ? packed : inside;
    const before = sums.get(commodity);
    if (before !== undefined && unitFamily(before.unit) !== unitFamily(unit)) continue;
    sums.set(commodity, { commodity, unit: before?.unit ?? unit, base: (before?.base ?? 0n) + size * each });
  }
  return [...sums.values()];
}

const unitIn = (line: Values, name: string): Unit | undefined =>
  unitNames.find((unit) => unit === textIn(line, name));

/** A quantity as typed, in base units; undefined for what is none. */
export function baseOf(typed: string, unit: Unit): bigint | undefined {
  const text = typed.trim();
  const thousandths = /^-?\d+(\.\d+)?$/.test(text) ? thousandthsOf(text) : undefined;
  return thousandths === undefined ? undefined : baseQuantity(thousandths, unit);
}
