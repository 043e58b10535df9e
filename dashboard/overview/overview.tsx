import type { JSX } from 'preact';
import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import type { ActivityAnswer, OrderAnswer } from '../../shared/contract/answers/orders.ts';
import type { ReconciliationAnswer } from '../../shared/contract/answers/reconciliation.ts';
import type { ShipmentAnswer } from '../../shared/contract/answers/shipments.ts';
import { activityPath, anomaliesPath, reconciliationPath, shipmentsPath } from '../api/paths.ts';
import { useAnswer, useList } from '../api/use-answer.ts';
import { dateText } from '../figures/instants.ts';
import { Answered } from '../page/answered.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { usePeriod } from '../page/period.tsx';
import { useWords } from '../words/words.ts';
import { WriteLink } from '../writing/write-link.tsx';
import { ActivityByDay } from './activity-by-day.tsx';
import { Attention } from './attention.tsx';
import { CentreCoverage } from './centre-coverage.tsx';
import { Goods } from './goods.tsx';
import { Missing } from './missing.tsx';
import { Served } from './served.tsx';
import { Stages } from './stages.tsx';

/** Who has been served and what is missing; then how far each commodity and each centre has come. */
export function Overview({ order }: { readonly order: OrderAnswer }): JSX.Element {
  const words = useWords();
  const { orderId } = order;
  const { period, chooser } = usePeriod(['asOf']);
  const { asOf } = period;
  const path = reconciliationPath(orderId, asOf);
  const report = useAnswer<ReconciliationAnswer>(path);
  const activity = useAnswer<ActivityAnswer>(activityPath(orderId));
  const shipments = useList<ShipmentAnswer>(shipmentsPath(orderId));
  const anomalies = useList<AnomalyAnswer>(anomaliesPath(orderId), { pages: 5 });
  return (
    <>
      <div class="title-row">
        <div>
          <h1 tabIndex={-1}>{order.title}</h1>
          <p class="subtitle">
            <span class={`status status-${order.status}`}>{words.say(`order.status.${order.status}`)}</span>
            <span>{words.say('order.issued', { issuedBy: order.issuedBy, revision: order.revision })}</span>
            <span>{periodOf(order, words)}</span>
          </p>
        </div>
        <div class="actions">
          <WriteLink form="issue" orderId={undefined} />
          {order.status !== 'cancelled' && (
            <>
              <WriteLink form="amend" orderId={orderId} />
              <WriteLink form="cancel" orderId={orderId} />
            </>
          )}
          <CsvButton
            path={`${path}${asOf === undefined ? '?' : '&'}format=csv`}
            name={`${orderId}-reconciliation`}
          />
        </div>
      </div>
      {chooser}
      <Answered reading={report} of={orderId}>
        {(answer) => (
          <div class="overview">
            <Served report={answer} />
            <Missing report={answer} />
            {asOf === undefined && <Attention report={answer} anomalies={anomalies.answer} />}
            <Goods report={answer} />
            <div class="column">
              <CentreCoverage report={answer} />
              {asOf === undefined && (
                <section class="panel" aria-labelledby="stages">
                  <h2 id="stages">{words.say('pipeline.title')}</h2>
                  <Answered reading={shipments}>
                    {({ items }) => <Stages orderId={orderId} shipments={items} />}
                  </Answered>
                </section>
              )}
            </div>
            {asOf === undefined && (
              <section class="panel panel-activity" aria-labelledby="activity">
                <h2 id="activity">{words.say('activity.title')}</h2>
                <Answered reading={activity}>{(days) => <ActivityByDay activity={days} />}</Answered>
              </section>
            )}
          </div>
        )}
      </Answered>
    </>
  );
}

function periodOf({ startsOn, endsOn }: OrderAnswer, { say, locale }: ReturnType<typeof useWords>): string {
  const from = dateText(locale, startsOn);
  return endsOn === undefined
    ? say('order.from', { from })
    : say('order.period', { from, to: dateText(locale, endsOn) });
}
