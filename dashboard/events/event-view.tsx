import type { JSX } from 'preact';
import type { EventAnswer, RowOutcomeAnswer } from '../../shared/contract/answers/events.ts';
import { eventPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import { instantText } from '../figures/instants.ts';
import { Answered } from '../page/answered.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { hrefOf } from '../place.ts';
import { PlaceLink } from '../reader/place-link.tsx';
import { useWords } from '../words/words.ts';

interface EventViewProps {
  readonly orderId: string;
  readonly source: string;
  readonly id: string;
}

/** What became of an event, and of each row of it. */
export function EventView({ orderId, source, id }: EventViewProps): JSX.Element {
  const words = useWords();
  const event = useAnswer<EventAnswer>(eventPath(source, id));
  return (
    <>
      <h1 tabIndex={-1}>{words.say('event.title', { id })}</h1>
      <p class="subtitle">
        <span>{words.say('event.source', { source })}</span>
      </p>
      <Answered reading={event} of={id}>
        {(answer) => <Known orderId={answer.orderId ?? orderId} event={answer} />}
      </Answered>
    </>
  );
}

function Known({ orderId, event }: { readonly orderId: string; readonly event: EventAnswer }): JSX.Element {
  const words = useWords();
  const { type, status, recordedAt, locationId, payerId, voidedBy, rows } = event;
  return (
    <div class="panel">
      <p>
        <strong>{words.say(`event.status.${status}`)}</strong> <Why {...event} />
      </p>
      <p class="subtitle">
        <span>{type}</span>
        <span>{words.say('event.recorded', { at: instantText(words.locale, recordedAt) })}</span>
        {locationId !== undefined && <PlaceLink orderId={orderId} view="locations" id={locationId} />}
        {payerId !== undefined && <PlaceLink orderId={orderId} view="payers" id={payerId} />}
      </p>
      {voidedBy !== undefined && (
        <p>
          {words.say('event.voided')}{' '}
          <a href={hrefOf(orderId, 'events', voidedBy.source, voidedBy.id)}>{voidedBy.id}</a>
        </p>
      )}
      {rows !== undefined && <Rows orderId={orderId} rows={rows} />}
    </div>
  );
}

function Why({ reason }: Pick<EventAnswer, 'reason'>): JSX.Element | null {
  const words = useWords();
  return reason === undefined ? null : <span>{words.named('reason', reason)}</span>;
}

function Rows({
  orderId,
  rows,
}: {
  readonly orderId: string;
  readonly rows: readonly RowOutcomeAnswer[];
}): JSX.Element {
  const words = useWords();
  return (
    <Scrolling label={words.say('event.rows')}>
      <table>
        <caption>{words.say('event.rows')}</caption>
        <thead>
          <tr>
            <th scope="col">{words.say('event.row.number')}</th>
            <th scope="col">{words.say('event.row.household')}</th>
            <th scope="col">{words.say('event.row.status')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              <th scope="row">{row.reference ?? index + 1}</th>
              <td>
                {row.householdId !== undefined && (
                  <PlaceLink orderId={orderId} view="households" id={row.householdId} />
                )}
              </td>
              <td>
                {words.say(`event.status.${row.status}`)} <Why {...row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
