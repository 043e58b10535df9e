import type { JSX } from 'preact';
import { quantityIn, unitFamily } from '../../../shared/domain/quantity.ts';
import { rowsIn, textIn } from '../model/values.ts';
import { useFormWords } from '../words/words.ts';
import type { BesideProps } from './beside.ts';
import { baseOf, sumsOf, useShelf } from './count-differences.tsx';

/** What lies where the goods are taken from, and what of it will be left. */
export function OnShelf({ values }: BesideProps): JSX.Element | null {
  const words = useFormWords();
  const isOutside = textIn(values, 'origin') === 'source';
  const locationId = isOutside ? '' : textIn(values, 'locationId') || textIn(values, 'from');
  const orderId = textIn(values, 'fromOrderId') || textIn(values, 'orderId');
  const shelf = useShelf(locationId, orderId);
  if (shelf === undefined) return null;
  const taken = sumsOf(rowsIn(values, 'lines'));
  return (
    <section class="beside" aria-labelledby="shelf">
      <h2 id="shelf">{words.tell('shelf.title')}</h2>
      {shelf.length === 0 && <p class="help">{words.tell('shelf.empty')}</p>}
      <ul>
        {shelf.map(({ commodity, unit, onHand }) => {
          const line = taken.find((one) => one.commodity === commodity);
          const held = baseOf(String(onHand), unit) ?? 0n;
          const isFitting = line !== undefined && unitFamily(line.unit) === unitFamily(unit);
          const left = isFitting ? held - line.base : undefined;
          return (
            <li
              key={commodity}
              data-shelf={commodity}
              class={left !== undefined && left < 0n ? 'fault' : undefined}
            >
              {words.commodity(commodity)}: {words.quantity(onHand, unit)}
              {left !== undefined &&
                ` → ${words.tell(left < 0n ? 'shelf.short' : 'shelf.left', {
                  quantity: words.quantity(quantityIn(left < 0n ? -left : left, unit), unit),
                })}`}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
