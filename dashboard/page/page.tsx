import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import type { ReaderAnswer } from '../../shared/contract/answers/readers.ts';
import { ordersPath, readerPath } from '../api/paths.ts';
import { useAnswer, useLedger, useList } from '../api/use-answer.ts';
import { AuditView } from '../audits/audit-view.tsx';
import { Audits } from '../audits/audits.tsx';
import { Seals } from '../audits/seals.tsx';
import { Cards } from '../cards/cards.tsx';
import { Poster } from '../cards/poster.tsx';
import { Complaints } from '../complaints/complaints.tsx';
import { Devices } from '../devices/devices.tsx';
import { EventView } from '../events/event-view.tsx';
import { Anomalies } from '../findings/anomalies.tsx';
import { OrderExceptions } from '../findings/order-exceptions.tsx';
import { WithoutOrder } from '../findings/without-order.tsx';
import { HouseholdView } from '../households/household-view.tsx';
import { CountSheet } from '../locations/count-sheet.tsx';
import { DistributionList } from '../locations/distribution-list.tsx';
import { LocationExceptions } from '../locations/location-exceptions.tsx';
import { LocationView } from '../locations/location-view.tsx';
import { Locations } from '../locations/locations.tsx';
import { OnTheWay } from '../locations/on-the-way.tsx';
import { PaymentList } from '../locations/payment-list.tsx';
import { Overview } from '../overview/overview.tsx';
import { StillOwed } from '../overview/still-owed.tsx';
import { CashBook } from '../payers/cash-book.tsx';
import { PayerExceptions } from '../payers/payer-exceptions.tsx';
import { Payers } from '../payers/payers.tsx';
import { hrefOf, type locationViews, type Place, placeOf } from '../place.ts';
import { Own } from '../reader/own.tsx';
import {
  hasNothing,
  homeOf,
  isCoordinator,
  isOverseer,
  mayOpen,
  ReaderContext,
  useReader,
} from '../reader/reader.ts';
import { Pipeline } from '../shipments/pipeline.tsx';
import { Waybill } from '../shipments/waybill.tsx';
import { WaybillForm } from '../shipments/waybill-form.tsx';
import type { SignIn } from '../sign-in.ts';
import { useWords, WordsContext, wordsOf } from '../words/words.ts';
import { WriteLink } from '../writing/write-link.tsx';
import { Writing } from '../writing/writing.tsx';
import { Answered } from './answered.tsx';
import { StaleNotice } from './freshness.tsx';
import { Header } from './header.tsx';
import { keepLanguage, keepTheme, preferredLanguage, preferredTheme } from './preferences.ts';
import { useAddress } from './use-place.ts';

/** The whole page: the header, and the view that the address names. */
export function Page({ signIn }: { readonly signIn: SignIn | undefined }): JSX.Element {
  const [language, setLanguage] = useState(preferredLanguage);
  const [theme, setTheme] = useState(preferredTheme);
  const words = useMemo(() => wordsOf(language), [language]);
  const address = useAddress();
  const place = placeOf(address);
  const reader = useAnswer<ReaderAnswer>(readerPath, { isAskedAgain: false });
  const orders = useList<OrderAnswer>(ordersPath);
  const listed = orders.answer?.items ?? [];

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => keepTheme(theme), [theme]);
  // Before the place that is left for it is seen, and never from one that was gone to since.
  useLayoutEffect(() => {
    if (location.hash !== address) return;
    if (place.view === 'write' && place.orderId === undefined) return;
    const orderId = place.orderId ?? latestOf(listed)?.orderId;
    const home = reader.answer && homeOf(reader.answer);
    if (orderId === undefined || (place.orderId !== undefined && (place.view !== 'overview' || !home)))
      return;
    history.replaceState(null, '', hrefOf(orderId, home?.view, home?.id));
    dispatchEvent(new HashChangeEvent('hashchange'));
  }, [address, orders.answer, reader.answer]);

  return (
    <WordsContext.Provider value={words}>
      {/* No link: the address holds the place, so it cannot become #content. */}
      <button type="button" class="skip" onClick={() => document.querySelector<HTMLElement>('h1')?.focus()}>
        {words.say('page.skip')}
      </button>
      <Header
        orders={listed}
        place={place}
        reader={reader.answer}
        language={language}
        onLanguage={(chosen) => {
          keepLanguage(chosen);
          setLanguage(chosen);
        }}
        theme={theme}
        onTheme={setTheme}
        signIn={signIn}
      />
      <StaleNotice />
      <main id="content">
        <Answered reading={reader} closed={<NoRole />}>
          {(who) =>
            hasNothing(who) ? (
              <NoRole />
            ) : (
              <ReaderContext.Provider value={who}>
                <Answered reading={orders}>
                  {({ items }) =>
                    place.view === 'write' ? (
                      <Writing place={place} orders={items} />
                    ) : items.length === 0 ? (
                      <NoOrder />
                    ) : (
                      <Content place={place} orders={items} />
                    )
                  }
                </Answered>
              </ReaderContext.Provider>
            )
          }
        </Answered>
      </main>
    </WordsContext.Provider>
  );
}

/** The order that is most likely meant: of those that are active, the one that started last. */
function latestOf(orders: readonly OrderAnswer[]): OrderAnswer | undefined {
  const active = orders.filter(({ status }) => status === 'active');
  return [...(active.length > 0 ? active : orders)].sort((one, other) =>
    other.startsOn.localeCompare(one.startsOn),
  )[0];
}

function NoOrder(): JSX.Element {
  const words = useWords();
  const reader = useReader();
  return (
    <div class="empty empty-page">
      <h1 tabIndex={-1}>{words.say('page.empty')}</h1>
      <p>{words.say('page.empty.why')}</p>
      {isCoordinator(reader) && (
        <p class="actions">
          <WriteLink form="locations" orderId={undefined} />
          <WriteLink form="households" orderId={undefined} />
          <WriteLink form="file" orderId={undefined} />
          <WriteLink form="issue" orderId={undefined} />
        </p>
      )}
    </div>
  );
}

function NoRole(): JSX.Element {
  const words = useWords();
  return (
    <div class="empty empty-page">
      <h1 tabIndex={-1}>{words.say('page.noRole')}</h1>
      <p>{words.say('page.noRole.why')}</p>
    </div>
  );
}

function Content({
  place,
  orders,
}: {
  readonly place: Place;
  readonly orders: readonly OrderAnswer[];
}): ComponentChildren {
  const words = useWords();
  const { board } = useLedger();
  const { orderId, view, id } = place;
  const key = `${orderId}/${view}/${isSelection(view) ? '' : id}`;
  const shown = useRef(key);
  useEffect(() => {
    document.title = [id, words.say(`view.${view}`), words.say('page.name')].filter(Boolean).join(' · ');
  }, [key, id, words]);
  // Before anybody can reach for something else, from whom the focus would be taken.
  useLayoutEffect(() => {
    // A reader of a screen hears where a link has led; a first visit begins at the top.
    if (shown.current !== key) {
      document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    shown.current = key;
  }, [key]);
  const order = orders.find((candidate) => candidate.orderId === orderId);
  const isUnknown = orderId !== undefined && order === undefined;
  useEffect(() => {
    // It may have been issued since the orders were read.
    if (isUnknown) void board.refresh();
  }, [orderId, isUnknown]);
  if (orderId === undefined) return null;
  if (order === undefined) {
    return (
      <div class="empty empty-page">
        <h1 tabIndex={-1}>{words.say('page.unknownOrder', { orderId })}</h1>
      </div>
    );
  }
  return <Shown key={key} order={order} place={place} />;
}

/** Views whose one is chosen in their list, which stays on show. */
const isSelection = (view: Place['view']): boolean =>
  ['exceptions', 'without-order', 'anomalies', 'complaints'].includes(view);

interface ShownProps {
  readonly order: OrderAnswer;
  readonly place: Place;
}

function Closed({ orderId }: { readonly orderId: string }): JSX.Element {
  const words = useWords();
  return (
    <div class="empty empty-page">
      <h1 tabIndex={-1}>{words.say('answer.closed')}</h1>
      <p>
        <a href={hrefOf(orderId)}>{words.say('answer.closed.back')}</a>
      </p>
    </div>
  );
}

function Shown({ order, place }: ShownProps): JSX.Element | null {
  const reader = useReader();
  const { orderId } = order;
  const { view, id, chosen, filters } = place;
  if (!mayOpen(reader, view, id)) return <Closed orderId={orderId} />;
  switch (view) {
    case 'overview':
      return isOverseer(reader) ? <Overview order={order} /> : <Own order={order} />;
    case 'locations':
    case 'on-the-way':
    case 'location-exceptions':
    case 'distribution-list':
    case 'not-served':
    case 'payment-list':
      return <ShownOfLocation order={order} place={place} view={view} />;
    case 'still-owed':
      return <StillOwed orderId={orderId} filters={filters} />;
    case 'count-sheet':
      return <CountSheet order={order} locationId={id ?? ''} />;
    case 'shipments':
      return <ShipmentView order={order} shipmentId={id} />;
    case 'waybill-form':
      return <WaybillForm order={order} shipmentId={id ?? ''} />;
    case 'exceptions':
      return <OrderExceptions orderId={orderId} exceptionId={id} filters={filters} />;
    case 'without-order':
      return <WithoutOrder orderId={orderId} exceptionId={id} filters={filters} />;
    case 'anomalies':
      return <Anomalies orderId={orderId} chosen={id} filters={filters} />;
    case 'audits':
      return id === undefined ? <Audits orderId={orderId} /> : <AuditView orderId={orderId} auditId={id} />;
    case 'seals':
      return <Seals orderId={orderId} />;
    case 'complaints':
      return <Complaints orderId={orderId} complaintId={id} />;
    case 'cards':
      return <Cards order={order} centreId={id ?? ''} />;
    case 'poster':
      return <Poster order={order} centreId={id ?? ''} />;
    case 'devices':
      return <Devices />;
    case 'households':
      return <HouseholdView orderId={orderId} householdId={id} />;
    case 'payers':
      return id === undefined ? <Payers orderId={orderId} /> : <CashBook orderId={orderId} payerId={id} />;
    case 'events':
      return <EventView orderId={orderId} source={id ?? ''} id={chosen ?? ''} />;
    case 'payer-exceptions':
      return <PayerExceptions orderId={orderId} payerId={id ?? ''} exceptionId={chosen} filters={filters} />;
    case 'write':
      return null;
  }
}

interface ShownOfLocationProps extends ShownProps {
  readonly view: (typeof locationViews)[number];
}

function ShownOfLocation({ order, place, view }: ShownOfLocationProps): JSX.Element {
  const { orderId } = order;
  const { id, chosen, filters } = place;
  switch (view) {
    case 'locations':
      return id === undefined ? (
        <Locations orderId={orderId} />
      ) : (
        <LocationView orderId={orderId} locationId={id} />
      );
    case 'on-the-way':
      return <OnTheWay orderId={orderId} locationId={id ?? ''} />;
    case 'location-exceptions':
      return (
        <LocationExceptions orderId={orderId} locationId={id ?? ''} exceptionId={chosen} filters={filters} />
      );
    case 'distribution-list':
      return <DistributionList key="all" order={order} centreId={id ?? ''} filters={filters} />;
    case 'not-served':
      return (
        <DistributionList
          key="not-served"
          order={order}
          centreId={id ?? ''}
          filters={filters}
          isServedLeftOut
        />
      );
    case 'payment-list':
      return <PaymentList order={order} centreId={id ?? ''} filters={filters} />;
  }
}

function ShipmentView({
  order: { orderId },
  shipmentId,
}: {
  readonly order: OrderAnswer;
  readonly shipmentId: string | undefined;
}): JSX.Element {
  return shipmentId === undefined ? (
    <Pipeline orderId={orderId} />
  ) : (
    <Waybill orderId={orderId} shipmentId={shipmentId} />
  );
}
