import type { JSX } from 'preact';
import type { LocationReport, Reconciliation } from '../api/answers.ts';
import { reconciliationPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import { CommodityHead, FigureCells } from '../figures/commodity-cells.tsx';
import { Answered } from '../page/answered.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';
import { StockCard } from './stock-card.tsx';

interface LocationViewProps {
  readonly orderId: string;
  readonly locationId: string;
}

/** A location: what its books hold, and its stock card. */
export function LocationView({ orderId, locationId }: LocationViewProps): JSX.Element {
  const words = useWords();
  const report = useAnswer<Reconciliation>(reconciliationPath(orderId));
  return (
    <Answered reading={report}>
      {({ locations }) => {
        const location = locations.find((candidate) => candidate.locationId === locationId);
        if (location === undefined) {
          return (
            <div class="empty empty-page">
              <h1 tabIndex={-1}>{words.say('answer.missing', { id: locationId })}</h1>
            </div>
          );
        }
        return (
          <>
            <LocationTitle orderId={orderId} location={location} />
            <Balances location={location} />
            <StockCard orderId={orderId} locationId={locationId} />
          </>
        );
      }}
    </Answered>
  );
}

function LocationTitle({
  orderId,
  location,
}: {
  readonly orderId: string;
  readonly location: LocationReport;
}): JSX.Element {
  const words = useWords();
  const { locationId, name, kind, households, householdsServed, persons } = location;
  return (
    <div class="title-row">
      <div>
        <h1 tabIndex={-1}>{name ?? locationId}</h1>
        <p class="subtitle">
          <span class="status">{words.say(`kind.${kind}`)}</span>
          <span>{locationId}</span>
          {kind === 'centre' && (
            <>
              <span>{words.say('served.of', { served: householdsServed, count: households })}</span>
              <span>{words.say('location.people', { count: persons })}</span>
            </>
          )}
        </p>
      </div>
      {kind === 'centre' && (
        <div class="actions">
          <a class="button" href={hrefOf(orderId, 'not-served', locationId)}>
            {words.say('view.not-served')}
          </a>
          <a class="button" href={hrefOf(orderId, 'distribution-list', locationId)}>
            {words.say('centres.list')}
          </a>
        </div>
      )}
    </div>
  );
}

const columns = [
  'planned',
  'received',
  'handedOver',
  'dispatched',
  'lost',
  'countVariance',
  'onHand',
  'outstanding',
] as const;

/** Only centres serve households: elsewhere nobody is entitled to anything. */
const centreColumns: readonly (typeof columns)[number][] = ['planned', 'handedOver', 'outstanding'];

function Balances({ location }: { readonly location: LocationReport }): JSX.Element {
  const words = useWords();
  const shown = columns.filter((column) => location.kind === 'centre' || !centreColumns.includes(column));
  return (
    <section class="panel" aria-labelledby="balance">
      <h2 id="balance">{words.say('location.balance')}</h2>
      <Scrolling label={words.say('location.balance.caption')}>
        <table class="figures">
          <caption>{words.say('location.balance.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{words.say('goods.commodity')}</th>
              {shown.map((column) => (
                <th key={column} scope="col" class="number">
                  {words.say(column === 'planned' ? 'goods.entitled' : `goods.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {location.commodities.map((commodity) => (
              <tr key={commodity.commodity}>
                <CommodityHead {...commodity} />
                <FigureCells row={commodity} columns={shown} />
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </section>
  );
}
