import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Order } from '../api/answers.ts';
import { useList } from '../api/use-answer.ts';
import { Anomalies } from '../findings/anomalies.tsx';
import { Exceptions } from '../findings/exceptions.tsx';
import { HouseholdView } from '../households/household-view.tsx';
import { DistributionList } from '../locations/distribution-list.tsx';
import { LocationView } from '../locations/location-view.tsx';
import { Locations } from '../locations/locations.tsx';
import { Overview } from '../overview/overview.tsx';
import { CashBook } from '../payers/cash-book.tsx';
import { Payers } from '../payers/payers.tsx';
import { hrefOf, type Place } from '../place.ts';
import { Pipeline } from '../shipments/pipeline.tsx';
import { Waybill } from '../shipments/waybill.tsx';
import type { SignIn } from '../sign-in.ts';
import { useWords, WordsContext, wordsOf } from '../words/words.ts';
import { Answered } from './answered.tsx';
import { StaleNotice } from './freshness.tsx';
import { Header } from './header.tsx';
import { keepLanguage, keepTheme, preferredLanguage, preferredTheme } from './preferences.ts';
import { usePlace } from './use-place.ts';

/** The whole page: the header, and the view that the address names. */
export function Page({ signIn }: { readonly signIn: SignIn | undefined }): JSX.Element {
  const [language, setLanguage] = useState(preferredLanguage);
  const [theme, setTheme] = useState(preferredTheme);
  const words = useMemo(() => wordsOf(language), [language]);
  const place = usePlace();
  const orders = useList<Order>('/orders?limit=500');
  const listed = orders.answer?.items ?? [];

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => keepTheme(theme), [theme]);
  useEffect(() => {
    const latest = latestOf(listed);
    if (place.orderId === undefined && latest !== undefined) {
      history.replaceState(null, '', hrefOf(latest.orderId));
      dispatchEvent(new HashChangeEvent('hashchange'));
    }
  }, [place.orderId, orders.answer]);

  return (
    <WordsContext.Provider value={words}>
      {/* No link: the address holds the place, so it cannot become #content. */}
      <button type="button" class="skip" onClick={() => document.querySelector<HTMLElement>('h1')?.focus()}>
        {words.say('page.skip')}
      </button>
      <Header
        orders={listed}
        place={place}
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
        <Answered reading={orders}>
          {({ items }) => (items.length === 0 ? <NoOrder /> : <Content place={place} orders={items} />)}
        </Answered>
      </main>
    </WordsContext.Provider>
  );
}

/** The order that is most likely meant: of those that are active, the one that started last. */
function latestOf(orders: readonly Order[]): Order | undefined {
  const active = orders.filter(({ status }) => status === 'active');
  return [...(active.length > 0 ? active : orders)].sort((one, other) =>
    other.startsOn.localeCompare(one.startsOn),
  )[0];
}

function NoOrder(): JSX.Element {
  const words = useWords();
  return (
    <div class="empty empty-page">
      <h1 tabIndex={-1}>{words.say('page.empty')}</h1>
      <p>{words.say('page.empty.why')}</p>
    </div>
  );
}

function Content({
  place,
  orders,
}: {
  readonly place: Place;
  readonly orders: readonly Order[];
}): ComponentChildren {
  const words = useWords();
  const { orderId, view, id } = place;
  const key = `${orderId}/${view}/${id}`;
  const shown = useRef(key);
  useEffect(() => {
    document.title = [id, words.say(`view.${view}`), words.say('page.name')].filter(Boolean).join(' · ');
  }, [key, words]);
  useEffect(() => {
    // A reader of a screen hears where a link has led; a first visit begins at the top.
    if (shown.current !== key && !isSelection(view)) {
      document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    shown.current = key;
  }, [key]);
  if (orderId === undefined) return null;
  const order = orders.find((candidate) => candidate.orderId === orderId);
  if (order === undefined) {
    return (
      <div class="empty empty-page">
        <h1 tabIndex={-1}>{words.say('page.unknownOrder', { orderId })}</h1>
      </div>
    );
  }
  return <Shown key={isSelection(view) ? `${orderId}/${view}` : key} order={order} view={view} id={id} />;
}

/** Views that keep their list on show while one of it is open. */
const isSelection = (view: Place['view']): boolean => view === 'exceptions' || view === 'anomalies';

interface ShownProps {
  readonly order: Order;
  readonly view: Place['view'];
  readonly id: string | undefined;
}

function Shown({ order, view, id }: ShownProps): JSX.Element {
  const { orderId } = order;
  switch (view) {
    case 'overview':
      return <Overview order={order} />;
    case 'locations':
      return id === undefined ? (
        <Locations orderId={orderId} />
      ) : (
        <LocationView orderId={orderId} locationId={id} />
      );
    case 'distribution-list':
      return <DistributionList key="all" order={order} centreId={id ?? ''} />;
    case 'not-served':
      return <DistributionList key="not-served" order={order} centreId={id ?? ''} isServedLeftOut />;
    case 'shipments':
      return id === undefined ? (
        <Pipeline orderId={orderId} />
      ) : (
        <Waybill orderId={orderId} shipmentId={id} />
      );
    case 'exceptions':
      return <Exceptions orderId={orderId} exceptionId={id} />;
    case 'anomalies':
      return <Anomalies orderId={orderId} chosen={id} />;
    case 'households':
      return <HouseholdView orderId={orderId} householdId={id} />;
    case 'payers':
      return id === undefined ? <Payers orderId={orderId} /> : <CashBook orderId={orderId} payerId={id} />;
  }
}
