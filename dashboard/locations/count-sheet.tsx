import type { JSX } from 'preact';
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import type { LocationReportAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { locationReportPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Answered } from '../page/answered.tsx';
import { BlankRows } from '../page/blank-rows.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';

interface CountSheetProps {
  readonly order: OrderAnswer;
  readonly locationId: string;
}

/** Lines for goods that the books do not know of. */
const blankLines = 3;

/** A sheet to count by: the goods of a location and their units, without what the books say, so that nobody copies that. */
export function CountSheet({ order, locationId }: CountSheetProps): JSX.Element {
  const words = useWords();
  const report = useAnswer<LocationReportAnswer>(locationReportPath(locationId, order.orderId), {
    isAskedAgain: false,
  });
  return (
    <Answered reading={report} of={locationId}>
      {({ name = locationId, commodities }) => (
        <>
          <div class="title-row">
            <div>
              <h1 tabIndex={-1}>
                {words.say('view.count-sheet')}: {name}
              </h1>
              <p class="subtitle">
                <span>{order.title}</span>
                <span>{locationId}</span>
              </p>
            </div>
            <div class="actions">
              <button type="button" onClick={() => print()}>
                {words.say('list.print')}
              </button>
              <a class="button" href={hrefOf(order.orderId, 'locations', locationId)}>
                {words.say('countSheet.back')}
              </a>
            </div>
          </div>
          <div class="panel">
            <Scrolling label={words.say('countSheet.caption')}>
              <table class="figures count-sheet">
                <caption>{words.say('countSheet.caption')}</caption>
                <thead>
                  <tr>
                    <th scope="col">{words.say('goods.commodity')}</th>
                    <th scope="col">{words.say('countSheet.unit')}</th>
                    <th scope="col">{words.say('countSheet.counted')}</th>
                    <th scope="col">{words.say('countSheet.again')}</th>
                  </tr>
                </thead>
                <tbody>
                  {commodities.map(({ commodity, unit }) => (
                    <tr key={commodity}>
                      <th scope="row">{words.commodity(commodity)}</th>
                      <td>{words.unit(unit)}</td>
                      <td />
                      <td />
                    </tr>
                  ))}
                  <BlankRows rows={blankLines} columns={4} />
                </tbody>
              </table>
            </Scrolling>
            <p class="count-signed">
              {(['countSheet.at', 'countSheet.by', 'countSheet.witness'] as const).map((key) => (
                <span key={key}>{words.say(key)}</span>
              ))}
            </p>
          </div>
        </>
      )}
    </Answered>
  );
}
