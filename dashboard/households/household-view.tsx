import type { JSX } from 'preact';
import type { HouseholdAnswer } from '../../shared/contract/answers/households.ts';
import { householdPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import { dateText } from '../figures/instants.ts';
import { ExceptionsOf } from '../findings/exceptions-of.tsx';
import { Answered } from '../page/answered.tsx';
import { PlaceLink } from '../reader/place-link.tsx';
import { useWords } from '../words/words.ts';
import { WriteLink } from '../writing/write-link.tsx';
import { CentresToLookIn } from './centres-to-look-in.tsx';
import { Dues } from './dues.tsx';
import { Missed } from './missed.tsx';
import { Receipts } from './receipts.tsx';
import { ServiceByOrder } from './service-by-order.tsx';
import { Withdrawn } from './withdrawn.tsx';

interface HouseholdViewProps {
  readonly orderId: string;
  readonly householdId: string | undefined;
}

/** A household with its receipts; without one, where to look for it. */
export function HouseholdView({ orderId, householdId }: HouseholdViewProps): JSX.Element {
  const words = useWords();
  return (
    <>
      <div class="title-row">
        <h1 tabIndex={-1}>{householdId ?? words.say('households.title')}</h1>
        {householdId === undefined && <WriteLink form="households" orderId={orderId} />}
        {householdId === undefined && <WriteLink form="file" orderId={orderId} />}
      </div>
      {householdId !== undefined && <Found orderId={orderId} householdId={householdId} />}
      {householdId === undefined && <CentresToLookIn orderId={orderId} />}
    </>
  );
}

function Found({
  orderId,
  householdId,
}: {
  readonly orderId: string;
  readonly householdId: string;
}): JSX.Element {
  const words = useWords();
  const household = useAnswer<HouseholdAnswer>(householdPath(householdId));
  const unknown = (
    <div class="empty" role="status">
      <p>{words.say('households.unknown', { id: householdId })}</p>
      <p>{words.say('households.unknown.why')}</p>
      <ExceptionsOf orderId={orderId} filter={{ householdId }} at={[]} />
    </div>
  );
  const notOurs = (
    <div class="empty" role="status">
      <p>{words.say('households.notOurs', { id: householdId })}</p>
      <p>{words.say('households.unknown.why')}</p>
    </div>
  );
  return (
    <Answered reading={household} of={householdId} missing={unknown} closed={notOurs}>
      {(answer) => {
        const { centreId, withdrawn, orders } = answer;
        const block = orders.find((one) => one.orderId === orderId);
        const servedBy = block?.centreId;
        return (
          <>
            <Subtitle orderId={orderId} household={answer} servedBy={servedBy} />
            <Actions
              orderId={orderId}
              householdId={householdId}
              household={answer}
              centreId={servedBy ?? centreId}
            />
            {withdrawn !== null && <Withdrawn orderId={orderId} withdrawn={withdrawn} />}
            {servedBy !== undefined && servedBy !== centreId && (
              <p class="notice">{words.say('household.movedSince', { centre: servedBy })}</p>
            )}
            <Dues block={block} />
            <ExceptionsOf
              orderId={orderId}
              filter={{ householdId }}
              at={servedBy === undefined ? [centreId] : [servedBy, centreId]}
            />
            <Missed missed={block?.missed ?? []} />
            {orders.length > 1 && <ServiceByOrder householdId={householdId} orders={orders} />}
            <Receipts orderId={orderId} householdId={householdId} />
          </>
        );
      }}
    </Answered>
  );
}

interface SubtitleProps {
  readonly orderId: string;
  readonly household: HouseholdAnswer;
  readonly servedBy: string | undefined;
}

/** Who it is, and where it is served and registered. */
function Subtitle({ orderId, household, servedBy }: SubtitleProps): JSX.Element {
  const words = useWords();
  const { name, neighbourhood, centreId, composition } = household;
  const { adults, children, effectiveFrom } = composition;
  return (
    <p class="subtitle">
      {name !== undefined && <strong>{name}</strong>}
      {neighbourhood !== undefined && <span>{neighbourhood}</span>}
      <span>
        {words.say('household.people', {
          adults: words.say('household.adults', { count: adults }),
          children: words.say('household.children', { count: children }),
          date: dateText(words.locale, effectiveFrom),
        })}
      </span>
      {servedBy !== undefined && (
        <span>
          {words.say('household.served')} <PlaceLink orderId={orderId} view="locations" id={servedBy} />
        </span>
      )}
      {servedBy !== centreId && (
        <span>
          {words.say('household.registeredAt')} <PlaceLink orderId={orderId} view="locations" id={centreId} />
        </span>
      )}
    </p>
  );
}

interface ActionsProps {
  readonly orderId: string;
  readonly householdId: string;
  readonly household: HouseholdAnswer;
  /** The centre that hands over to it. */
  readonly centreId: string;
}

function Actions({ orderId, householdId, household, centreId }: ActionsProps): JSX.Element {
  const { name, withdrawn } = household;
  const of = `${centreId}~${householdId}`;
  return (
    <p class="actions">
      {withdrawn === null && (
        <>
          <WriteLink form="handover" orderId={orderId} of={of} at={centreId} />
          <WriteLink form="missed" orderId={orderId} of={of} at={centreId} />
          <WriteLink form="leave" orderId={orderId} of={householdId} />
        </>
      )}
      {name !== undefined && <WriteLink form="erase" orderId={orderId} of={householdId} />}
    </p>
  );
}
