import type { JSX } from 'preact';
import type { LocationReportAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { locationReportPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import { CommodityHead, commodityColumns, FigureCells } from '../figures/commodity-cells.tsx';
import { Answered } from '../page/answered.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { SortChoice, SortHeading, useSorting } from '../page/sorting.tsx';
import { hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';
import { WriteLink } from '../writing/write-link.tsx';
import { LocationHead } from './location-head.tsx';
import { StockCard } from './stock-card.tsx';

interface LocationViewProps {
  readonly orderId: string;
  readonly locationId: string;
}

/** A location: what its books hold, and its stock card. */
export function LocationView({ orderId, locationId }: LocationViewProps): JSX.Element {
  const words = useWords();
  const report = useAnswer<LocationReportAnswer>(locationReportPath(locationId, orderId));
  return (
    <>
      <LocationHead orderId={orderId} locationId={locationId} view="locations">
        <WriteLink form="count" orderId={orderId} of={locationId} at={locationId} />
        <WriteLink form="dispatch" orderId={orderId} of={locationId} at={locationId} />
        <WriteLink form="lose" orderId={orderId} of={locationId} at={locationId} />
        <WriteLink form="transfer" orderId={orderId} of={locationId} />
        <a class="button" href={hrefOf(orderId, 'count-sheet', locationId)}>
          {words.say('view.count-sheet')}
        </a>
      </LocationHead>
      <Answered reading={report} of={locationId}>
        {(location) => (
          <>
            {location.commodities.length > 0 && <Balances location={location} />}
            <StockCard orderId={orderId} locationId={locationId} />
          </>
        )}
      </Answered>
    </>
  );
}

/** What is outstanding is asked for first. */
const columns = [
  'planned',
  'outstanding',
  'received',
  'transferredIn',
  'handedOver',
  'dispatched',
  'lost',
  'transferredOut',
  'countVariance',
  'onHand',
  'unreleased',
  'receivedElsewhere',
  'overIssued',
] as const;
type Column = (typeof columns)[number];

/** Only centres serve households: elsewhere nobody is entitled to anything. */
const centreColumns: readonly Column[] = ['planned', 'handedOver', 'outstanding'];

/** Shown where one of them is not zero; elsewhere they are noughts. */
const rareColumns: readonly Column[] = [
  'transferredIn',
  'transferredOut',
  'unreleased',
  'receivedElsewhere',
  'overIssued',
];

function Balances({ location }: { readonly location: LocationReportAnswer }): JSX.Element {
  const words = useWords();
  const rows = location.commodities;
  const shown = columns.filter((column) => {
    if (rareColumns.includes(column)) return rows.some((row) => row[column] !== 0);
    return location.kind === 'centre' || !centreColumns.includes(column);
  });
  const labelOf = (column: Column): string =>
    words.say(column === 'planned' ? 'goods.entitled' : `goods.${column}`);
  const sorting = useSorting(commodityColumns<(typeof rows)[number], Column>(shown, labelOf, words), 'goods');
  return (
    <section class="panel" aria-labelledby="balance">
      <h2 id="balance">{words.say('location.balance')}</h2>
      <SortChoice sorting={sorting} />
      <Scrolling label={words.say('location.balance.caption')}>
        <table class="figures figure-cards sparse">
          <caption>{words.say('location.balance.caption')}</caption>
          <thead>
            <tr>
              <SortHeading sorting={sorting} name="commodity" />
              {shown.map((column) => (
                <SortHeading key={column} sorting={sorting} name={column} isNumber />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorting.sorted(rows).map((commodity) => (
              <tr key={commodity.commodity}>
                <CommodityHead {...commodity} />
                <FigureCells row={commodity} columns={shown} labelOf={labelOf} />
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </section>
  );
}
