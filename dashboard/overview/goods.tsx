import type { JSX } from 'preact';
import type { ReconciliationAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { GoodsBar } from '../charts/goods-bar.tsx';
import { goodsParts, partNames, promised } from '../charts/goods-parts.ts';
import { CommodityHead, FigureCells } from '../figures/commodity-cells.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { useWords } from '../words/words.ts';

/** What is outstanding is asked for first. */
const columns = [
  'outstanding',
  'received',
  'transferredIn',
  'inTransit',
  'handedOver',
  'onHand',
  'lost',
  'transferredOut',
  'countVariance',
  'overIssued',
] as const;

const rareColumns: readonly (typeof columns)[number][] = [
  'transferredIn',
  'transferredOut',
  'countVariance',
  'overIssued',
];

/** Each commodity from promised through arrived, in transit, handed over and on hand to outstanding. */
export function Goods({ report }: { readonly report: ReconciliationAnswer }): JSX.Element {
  const words = useWords();
  // Where a count differed, goods went from order to order, or a household got too much, a row adds up with these only.
  const shown = columns.filter(
    (column) => !rareColumns.includes(column) || report.commodities.some((row) => row[column] !== 0),
  );
  return (
    <section class="panel panel-goods" aria-labelledby="goods">
      <div class="panel-head">
        <h2 id="goods">{words.say('goods.title')}</h2>
        <ul class="key" aria-hidden="true">
          {partNames.map((name) => (
            <li key={name}>
              <svg class="key-mark" aria-hidden="true" viewBox="0 0 10 10">
                <rect class="bar-empty" width="10" height="10" />
                <rect class={`bar-${name}`} width="10" height="10" />
              </svg>
              {words.say(`goods.${name}`)}
            </li>
          ))}
        </ul>
      </div>
      <Scrolling label={words.say('goods.title')}>
        <table class="figures figure-cards sparse">
          <caption>{words.say('goods.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{words.say('goods.commodity')}</th>
              <th scope="col" class="bar-cell">
                {words.say('goods.where')}
              </th>
              <th scope="col" class="number">
                {words.say('goods.promised')}
              </th>
              {shown.map((column) => (
                <th key={column} scope="col" class="number">
                  {words.say(`goods.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.commodities.map((commodity) => (
              <tr key={commodity.commodity}>
                <CommodityHead {...commodity} />
                <td class="bar-cell">
                  <GoodsBar parts={goodsParts(commodity)} unit={words.unit(commodity.unit)} />
                </td>
                <td class="number" data-label={words.say('goods.promised')}>
                  {promised(commodity) === 0 ? '–' : words.number(promised(commodity))}
                </td>
                <FigureCells
                  row={commodity}
                  columns={shown}
                  labelOf={(column) => words.say(`goods.${column}`)}
                />
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </section>
  );
}
