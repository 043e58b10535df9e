import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import type { ReaderAnswer } from '../../shared/contract/answers/readers.ts';
import { deskHref, hrefOf, type Place, type View } from '../place.ts';
import { hasNothing, isIn, ReaderContext, sectionsOf } from '../reader/reader.ts';
import { SearchBox } from '../search/search-box.tsx';
import type { SignIn } from '../sign-in.ts';
import { type Language, useWords } from '../words/words.ts';
import { Freshness } from './freshness.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { type Theme, themes } from './preferences.ts';

/** Views whose one is of an order, so that another order has not got it. */
const ofOneOrder: readonly View[] = ['shipments', 'exceptions', 'without-order', 'anomalies', 'complaints'];

export interface HeaderProps {
  readonly orders: readonly OrderAnswer[];
  readonly place: Place;
  /** Undefined until it is known who reads. */
  readonly reader: ReaderAnswer | undefined;
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
  readonly signIn: SignIn | undefined;
}

/** The order on show, the sections, how fresh the page is, and what a reader may choose. */
export function Header(props: HeaderProps): JSX.Element {
  const { orders, place, reader, language, onLanguage, theme, onTheme, signIn } = props;
  const words = useWords();
  const { orderId } = place;
  const sections = reader === undefined ? [] : sectionsOf(reader);
  return (
    <header class="header">
      <div class="header-bar">
        <span class="brand">{words.say('page.name')}</span>
        {sections.length > 0 && <OrderChoice orders={orders} place={place} />}
        {reader !== undefined && !hasNothing(reader) && orderId !== undefined && (
          <ReaderContext.Provider value={reader}>
            <SearchBox orderId={orderId} place={place} />
          </ReaderContext.Provider>
        )}
        <Freshness />
        <LanguageChoice language={language} onLanguage={onLanguage} />
        <label class="choice">
          <span class="unseen">{words.say('theme.choose')}</span>
          <select value={theme} onChange={({ currentTarget }) => onTheme(currentTarget.value as Theme)}>
            {themes.map((name) => (
              <option key={name} value={name}>
                {words.say(`theme.${name}`)}
              </option>
            ))}
          </select>
        </label>
        {signIn !== undefined && <SignedIn signIn={signIn} />}
      </div>
      {orderId !== undefined && sections.length > 0 && (
        <nav class="sections" aria-label={words.say('page.sections')} ref={showCurrent}>
          <ul>
            {sections.map((section) => (
              <li key={`${section.view}/${section.id}`}>
                <a
                  href={hrefOf(orderId, section.view, section.id)}
                  aria-current={isIn(section, place) ? 'page' : undefined}
                >
                  {section.name ?? words.say(`view.${section.view}`)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </header>
  );
}

interface OrderChoiceProps {
  readonly orders: readonly OrderAnswer[];
  readonly place: Place;
}

function OrderChoice({ orders, place }: OrderChoiceProps): JSX.Element | null {
  const words = useWords();
  const { orderId, view, id } = place;
  if (orderId === undefined || orders.length === 0) return null;
  return (
    <label class="choice order-choice">
      <span>{words.say('order.choose')}</span>
      <select
        value={orderId}
        onChange={({ currentTarget }) => {
          location.hash = hrefOf(currentTarget.value, view, ofOneOrder.includes(view) ? undefined : id);
        }}
      >
        {orders.map((order) => (
          <option key={order.orderId} value={order.orderId}>
            {order.orderId} · {order.title}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Who is signed in, and the way out: on a shared computer the reader before may still be. */
function SignedIn({ signIn }: { readonly signIn: SignIn }): JSX.Element {
  const words = useWords();
  const [name, setName] = useState<string>();
  useEffect(() => {
    void signIn.name().then(setName);
  }, [signIn]);
  const [unsent, setUnsent] = useState(0);
  const signOut = async (): Promise<void> => {
    const { clearDesk } = await import('../desk/leaving.ts');
    const left = await clearDesk();
    if (left === 0) await signIn.signOut();
    else setUnsent(left);
  };
  return (
    <div class="signed-in">
      {name !== undefined && <span>{words.say('signedIn', { name })}</span>}
      {unsent > 0 && (
        <span role="alert">
          <a class="status status-recorded" href={deskHref}>
            {words.say('signOut.unsent', { count: unsent })}
          </a>
        </span>
      )}
      <button type="button" onClick={() => void signOut()}>
        {words.say('signOut')}
      </button>
    </div>
  );
}

/** On a phone the sections scroll: brings the open one into view, and leaves the focus at the top of the page. */
function showCurrent(sections: HTMLElement | null): void {
  const list = sections?.querySelector('ul');
  const current = sections?.querySelector('[aria-current]');
  // `scrollIntoView` of some Chromiums (143 and 153 among them) also moves where the next Tab starts.
  if (list && current) list.scrollLeft += middleOf(current) - middleOf(list);
}

function middleOf(element: Element): number {
  const { left, width } = element.getBoundingClientRect();
  return left + width / 2;
}
