import type { JSX } from 'preact';
import type { ReconciliationAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { percentOf } from '../figures/exact.ts';
import { hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';

/** How many households have received something, how many have been paid, and how much of the money. */
export function Served({ report }: { readonly report: ReconciliationAnswer }): JSX.Element {
  const words = useWords();
  const { locations, stipend } = report;
  const households = locations.reduce((sum, location) => sum + location.households, 0);
  const served = locations.reduce((sum, { householdsServed }) => sum + householdsServed, 0);
  const complete = locations.reduce((sum, { householdsComplete }) => sum + householdsComplete, 0);
  const left = households - served;
  return (
    <section
      class="panel panel-served"
      aria-label={`${words.say('served.title')}, ${words.say('paid.title')}`}
    >
      <div class="share" data-figure="served">
        <h2>{words.say('served.title')}</h2>
        {households === 0 ? (
          <p>{words.say('served.nobody')}</p>
        ) : (
          <>
            <Share part={served} whole={households} name="handedOver" />
            <p class="share-of">{words.say('served.of', { served, count: households })}</p>
            <p class="share-left">
              {left > 0 ? words.say('served.left', { count: left }) : words.say('served.none')}
            </p>
            <p class="share-left">{words.say('served.complete', { complete, count: households })}</p>
            <p class="share-left">
              <a href={hrefOf(report.orderId, 'still-owed')}>{words.say('view.still-owed')}</a>
            </p>
          </>
        )}
      </div>
      <div class="share" data-figure="paid">
        <h2>{words.say('paid.title')}</h2>
        {stipend === undefined ? (
          <p>{words.say('paid.noStipend')}</p>
        ) : (
          <>
            <Share part={stipend.paid} whole={stipend.due} name="paid" />
            <p class="share-of">
              {words.say('paid.of', { paid: stipend.householdsPaid, count: households })}
            </p>
            <p class="share-left">
              {words.say('paid.money', {
                paid: words.money(stipend.paid, stipend.currency),
                due: words.money(stipend.due, stipend.currency),
              })}
            </p>
            <p class="share-left">
              {stipend.outstanding > 0
                ? words.say('paid.left', { money: words.money(stipend.outstanding, stipend.currency) })
                : words.say('paid.none')}
            </p>
          </>
        )}
      </div>
    </section>
  );
}

interface ShareProps {
  readonly part: number;
  readonly whole: number;
  readonly name: 'handedOver' | 'paid';
}

function Share({ part, whole, name }: ShareProps): JSX.Element {
  const words = useWords();
  const percent = percentOf(part, whole);
  return (
    <>
      <p class="share-figure">
        {percent === undefined ? '–' : words.say('centres.cell', { percent: words.number(percent) })}
      </p>
      <svg class="goods-bar share-bar" aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none">
        <rect class="bar-empty" width="100" height="10" />
        <rect class={`bar-${name}`} width={whole === 0 ? 0 : (part / whole) * 100} height="10" />
      </svg>
    </>
  );
}
