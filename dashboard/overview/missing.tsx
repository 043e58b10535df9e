import type { JSX } from 'preact';
import type { ReconciliationAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { notArrived } from '../charts/goods-parts.ts';
import { useWords } from '../words/words.ts';

/** What households are still owed of each commodity, and where it is. */
export function Missing({ report }: { readonly report: ReconciliationAnswer }): JSX.Element {
  const words = useWords();
  const owed = report.commodities.filter(({ outstanding }) => outstanding > 0);
  return (
    <section class="panel panel-missing" aria-labelledby="missing">
      <h2 id="missing">{words.say('missing.title')}</h2>
      {owed.length === 0 ? (
        <p class="good">{words.say('missing.nothing')}</p>
      ) : (
        <dl class="missing">
          {owed.map((commodity) => (
            <div key={commodity.commodity}>
              <dt>{words.commodity(commodity.commodity)}</dt>
              <dd>
                <strong>{words.quantity(commodity.outstanding, commodity.unit)}</strong>
                <span>{whereabouts(commodity, words)}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function whereabouts(
  commodity: ReconciliationAnswer['commodities'][number],
  words: ReturnType<typeof useWords>,
): string {
  const { onHand, inTransit } = commodity;
  const parts = [
    ['missing.onHand', onHand],
    ['missing.transit', inTransit],
    ['missing.notArrived', notArrived(commodity)],
  ] as const;
  return (
    parts
      .filter(([, quantity]) => quantity > 0)
      // Each part stays in one line.
      .map(([key, quantity]) =>
        words.say(key, { quantity: words.number(quantity) }).replaceAll(' ', '\u00a0'),
      )
      .join(' · ')
  );
}
