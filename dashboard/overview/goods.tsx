import type { JSX } from 'preact';
import type { ReconciliationAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { GoodsBar } from '../charts/goods-bar.tsx';
import { goodsParts, partNames, promised } from '../charts/goods-parts.ts';
import { CommodityHead, commodityColumns, FigureCells } from '../figures/commodity-cells.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { SortChoice, SortHeading, useSorting } from '../page/sorting.tsx';
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

type Row = ReconciliationAnswer['commodities'][number];
type Figure = (typeof columns)[number];

const rareColumns: readonly Figure[] = ['transferredIn', 'transferredOut', 'countVariance', 'overIssued'];

/** Each commodity from promised through arrived, in transit, handed over and on hand to outstanding. */
export function Goods({ report }: { readonly report: ReconciliationAnswer }): JSX.Element {
  const words = useWords();
  // Where a count differed, goods went from order to order, or a household got too much, a row adds up with these only.
  const shown = columns.filter(
    (column) => !rareColumns.includes(column) || report.commodities.some((row) => row[column] !== 0),
  );
  const labelOf = (column: Figure): string => words.say(`goods.${column}`);
  const [commodity, ...figures] = commodityColumns<Row, Figure>(shown, labelOf, words);
  const sorting = useSorting(
    [commodity, { name: 'promised', label: words.say('goods.promised'), value: promised }, ...figures],
    'goods',
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
      <SortChoice sorting={sorting} />
      <Scrolling label={words.say('goods.title')}>
        <table class="figures figure-cards sparse">
          <caption>{words.say('goods.caption')}</caption>
          <thead>
            <tr>
              <SortHeading sorting={sorting} name="commodity" />
              <th scope="col" class="bar-cell">
                {words.say('goods.where')}
              </th>
              <SortHeading sorting={sorting} name="promised" isNumber />
              {shown.map((column) => (
                <SortHeading key={column} sorting={sorting} name={column} isNumber />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorting.sorted(report.commodities).map((commodity) => (
              <tr key={commodity.commodity}>
                <CommodityHead {...commodity} />
                <td class="bar-cell">
                  <GoodsBar parts={goodsParts(commodity)} unit={words.unit(commodity.unit)} />
                </td>
                <td class="number" data-label={words.say('goods.promised')}>
                  {promised(commodity) === 0 ? '–' : words.number(promised(commodity))}
                </td>
                <FigureCells row={commodity} columns={shown} labelOf={labelOf} />
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </section>
  );
}
