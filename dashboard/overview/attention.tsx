import type { JSX } from 'preact';
import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import type { ExceptionGroup } from '../../shared/contract/answers/exception-groups.ts';
import type { ReconciliationAnswer } from '../../shared/contract/answers/reconciliation.ts';
import type { Items } from '../api/answer-client.ts';
import { exceptionGroupsPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { type Filters, hrefOf, type View, withFilters } from '../place.ts';
import type { Key } from '../words/catalogue.ts';
import { useWords } from '../words/words.ts';

interface AttentionProps {
  readonly report: ReconciliationAnswer;
  /** Undefined while they are being read. */
  readonly anomalies: Items<AnomalyAnswer> | undefined;
}

/** What someone should look into, each a link to its evidence. */
export function Attention({ report, anomalies }: AttentionProps): JSX.Element {
  const words = useWords();
  const { orderId, exceptions } = report;
  const found = anomalies?.items ?? [];
  const short = new Set(
    found.filter(({ kind }) => kind === 'shortfall').flatMap(({ references }) => references),
  );
  const more = anomalies?.isWhole === false ? '+' : '';
  const orders = useList<ExceptionGroup>(exceptionGroupsPath('order')).answer;
  const strays = (orders?.items ?? []).filter(({ isKnown }) => isKnown !== true);
  const stray = strays.reduce((sum, { held, rejected }) => sum + held + rejected, 0);
  const rows: readonly (readonly [View, Key, number | undefined, string, Filters?])[] = [
    ['exceptions', 'attention.held', exceptions.held, '', { status: 'held' }],
    ['exceptions', 'attention.rejected', exceptions.rejected, '', { status: 'rejected' }],
    ['without-order', 'attention.withoutOrder', orders && stray, ''],
    ['shipments', 'attention.short', anomalies && short.size, more],
    ['anomalies', 'attention.anomalies', anomalies && found.length, more],
  ];
  return (
    <section class="panel panel-attention" aria-labelledby="attention">
      <h2 id="attention">{words.say('attention.title')}</h2>
      <ul class="attention">
        {rows.map(([view, key, count, suffix, filters = {}]) => (
          <li key={key} class={count === 0 ? 'quiet' : undefined}>
            <a href={withFilters(hrefOf(orderId, view), filters)}>
              {count === undefined
                ? '…'
                : words.say(key, { count }).replace(words.number(count), `${words.number(count)}${suffix}`)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
