import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import type { ReaderAnswer } from '../../shared/contract/answers/readers.ts';
import { deskHref, hrefOf, type Place, type View } from '../place.ts';
import { hasNothing, isIn, ReaderContext, sectionsOf } from '../reader/reader.ts';
import { focusSearch, SearchBox } from '../search/search-box.tsx';
import type { SignIn } from '../sign-in.ts';
import { type Language, useWords } from '../words/words.ts';
import { Freshness } from './freshness.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { type Theme, themes } from './preferences.ts';

/** Views whose one is of an order, so that another order has not got it. */
const ofOneOrder: readonly View[] = ['shipments', 'exceptions', 'without-order', 'anomalies', 'complaints'];

const choicesId = 'header-choices';
const sectionsId = 'header-sections';

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

/**
 * The order on show, the sections, how fresh the page is, and what a reader may choose. A phone shows one line of it, a
 * tablet two, and the rest behind a button.
 */
export function Header(props: HeaderProps): JSX.Element {
  const { orders, place, reader } = props;
  const words = useWords();
  const { orderId } = place;
  const menu = useMenu(place);
  const sections = reader === undefined ? [] : sectionsOf(reader);
  const mayOpenSections = orderId !== undefined && sections.length > 0;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what is open within it.
    <header class={menu.isOpen ? 'header header-open' : 'header'} onKeyDown={menu.onKeyDown}>
      <div class="header-bar">
        <span class="brand">{words.say('page.name')}</span>
        {sections.length > 0 && <OrderChoice orders={orders} place={place} />}
        {reader !== undefined && !hasNothing(reader) && orderId !== undefined && (
          <>
            <button
              type="button"
              class="folded folded-search"
              aria-label={words.say('search.label')}
              onClick={menu.search}
            >
              <span aria-hidden="true">⌕</span>
            </button>
            <ReaderContext.Provider value={reader}>
              <SearchBox orderId={orderId} place={place} onReach={menu.search} />
            </ReaderContext.Provider>
          </>
        )}
        <button
          type="button"
          class="folded"
          ref={menu.button}
          aria-expanded={menu.isOpen}
          aria-controls={`${choicesId}${mayOpenSections ? ` ${sectionsId}` : ''}`}
          onClick={menu.toggle}
        >
          {words.say('page.menu')}
        </button>
        <Choices {...props} />
      </div>
      {mayOpenSections && <Sections orderId={orderId} sections={sections} place={place} />}
    </header>
  );
}

interface SectionsProps {
  readonly orderId: string;
  readonly sections: ReturnType<typeof sectionsOf>;
  readonly place: Place;
}

/** On a tablet they are one line that scrolls, in which the one on show is in sight. */
function Sections({ orderId, sections, place }: SectionsProps): JSX.Element {
  const words = useWords();
  const current = useRef<HTMLAnchorElement>(null);
  useLayoutEffect(() => {
    const link = current.current;
    const list = link?.closest('ul');
    if (link === null || list === null || list === undefined) return;
    list.scrollLeft = link.offsetLeft - list.offsetLeft - (list.clientWidth - link.offsetWidth) / 2;
  }, [place.view, place.id, words]);
  return (
    <nav id={sectionsId} class="sections" aria-label={words.say('page.sections')}>
      <ul>
        {sections.map((section) => (
          <li key={`${section.view}/${section.id}`}>
            <a
              href={hrefOf(orderId, section.view, section.id)}
              {...(isIn(section, place) && { 'aria-current': 'page', ref: current })}
            >
              {section.name ?? words.say(`view.${section.view}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface Menu {
  readonly isOpen: boolean;
  readonly button: { readonly current: HTMLButtonElement | null };
  readonly toggle: () => void;
  /** Leads to the search box, wherever it is. */
  readonly search: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** What a phone or a tablet has behind a button: open until Escape, or until it has led somewhere. */
function useMenu(place: Place): Menu {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => setOpen(false), [place.orderId, place.view, place.id]);
  return {
    isOpen,
    button,
    toggle: () => setOpen(!isOpen),
    search: () => {
      if (focusSearch()) return;
      setOpen(true);
      requestAnimationFrame(focusSearch);
    },
    onKeyDown: (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented || !isOpen) return;
      setOpen(false);
      button.current?.focus();
    },
  };
}

/** How fresh the page is, its language and colours, and who is signed in. */
function Choices({ language, onLanguage, theme, onTheme, signIn }: HeaderProps): JSX.Element {
  const words = useWords();
  return (
    <div id={choicesId} class="header-choices">
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
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    // Whoever leaves a shared computer may have no network by then, and a browser tries no part a second time.
    import('../desk/leaving.ts').catch(() => undefined);
  }, []);
  const signOut = async (): Promise<void> => {
    setFailure(undefined);
    try {
      const { clearDesk } = await import('../desk/leaving.ts');
      const left = await clearDesk();
      if (left === 0) await signIn.signOut();
      else setUnsent(left);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div class="signed-in">
      {name !== undefined && <span title={name}>{words.say('signedIn', { name })}</span>}
      {unsent > 0 && (
        <span role="alert">
          <a class="status status-recorded" href={deskHref}>
            {words.say('signOut.unsent', { count: unsent })}
          </a>
        </span>
      )}
      {failure !== undefined && <span role="alert">{words.say('answer.failed', { said: failure })}</span>}
      <button type="button" onClick={() => void signOut()}>
        {words.say('signOut')}
      </button>
    </div>
  );
}
