import type { JSX } from 'preact';
import { useWords } from '../words/words.ts';
import type { GoodsPart } from './goods-parts.ts';

/** Where a commodity is, as one bar: its parts beside each other, hatched where nothing has arrived. */
export function GoodsBar({
  parts,
  unit,
}: {
  readonly parts: readonly GoodsPart[];
  readonly unit: string;
}): JSX.Element {
  const words = useWords();
  const whole = parts.reduce((sum, { quantity }) => sum + quantity, 0);
  const label =
    parts.length === 0
      ? words.say('goods.none')
      : parts
          .map(({ name, quantity }) =>
            words.say('goods.part', { part: words.say(`goods.${name}`), quantity: words.number(quantity) }),
          )
          .join(', ');
  let left = 0;
  return (
    <svg
      class="goods-bar"
      role="img"
      aria-label={`${label} ${unit}`.trim()}
      viewBox="0 0 100 10"
      preserveAspectRatio="none"
    >
      <rect class="bar-empty" width="100" height="10" />
      {parts.map(({ name, quantity }) => {
        const width = whole === 0 ? 0 : (quantity / whole) * 100;
        const x = left;
        left += width;
        return <rect key={name} class={`bar-${name}`} x={x} width={width} height="10" />;
      })}
    </svg>
  );
}
