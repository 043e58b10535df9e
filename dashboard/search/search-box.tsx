import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SearchAnswer, SearchItem } from '../../shared/contract/answers/search.ts';
import { locationViews, type Place, type View } from '../place.ts';
import { useReader } from '../reader/reader.ts';
import { useWords } from '../words/words.ts';
import { addressOf, detailsOf } from './found.ts';
import { type Search, useSearch } from './use-search.ts';

interface SearchBoxProps {
  readonly orderId: string;
  readonly place: Place;
  /** Leads to the box, which may have to be shown first. */
  readonly onReach: () => void;
}

const boxId = 'search-text';
const listId = 'search-found';
const optionId = (index: number): string => `${listId}-${index}`;

/**
 * One box for households, documents, events, locations and orders: an editable combobox with a list.
 *
 * Source: ARIA Authoring Practices Guide, combobox with list autocomplete and manual selection.
 */
export function SearchBox({ orderId, place, onReach }: SearchBoxProps): JSX.Element {
  const words = useWords();
  const reader = useReader();
  const [text, setText] = useState('');
  const isOfLocation = (locationViews as readonly View[]).includes(place.view);
  const search = useSearch(text, { orderId, locationId: isOfLocation ? place.id : undefined });
  const items = search.answer?.items ?? [];
  const { isOpen, active, show, close, move } = useOptions(search.answer);
  useSlash(onReach);

  const open = (item: SearchItem): void => {
    location.hash = addressOf(item, orderId, reader);
    setText('');
    close();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, isComposing } = event;
    // A syllable that is still being put together is finished by Enter and the arrows.
    if (isComposing) return;
    if (key === 'Escape') {
      if (!isOpen && text === '') return;
      if (!isOpen || text === '') setText('');
      close();
    } else if (key === 'Enter') {
      const chosen = items[active ?? 0];
      if (isOpen && chosen !== undefined && search.isCurrent) open(chosen);
    } else if ((key === 'ArrowDown' || key === 'ArrowUp') && items.length > 0) {
      move(key);
    } else return;
    event.preventDefault();
  };

  const isShown = isOpen && text.trim() !== '' && (search.answer !== undefined || search.hasFailed);
  return (
    <search class="search-box">
      <label class="unseen" for={boxId}>
        {words.say('search.label')}
      </label>
      <input
        id={boxId}
        type="text"
        role="combobox"
        autoComplete="off"
        spellcheck={false}
        placeholder={words.say('search.label')}
        aria-autocomplete="list"
        aria-expanded={isShown && items.length > 0}
        aria-controls={listId}
        aria-activedescendant={isShown && active !== undefined ? optionId(active) : undefined}
        aria-keyshortcuts="/"
        value={text}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
          show();
        }}
        onFocus={show}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      <Found search={search} isShown={isShown} active={active} onChoose={open} />
    </search>
  );
}

/** Whether the box was there to be focused. */
export function focusSearch(): boolean {
  const box = document.getElementById(boxId);
  box?.focus();
  return box !== null && document.activeElement === box;
}

type Arrow = 'ArrowDown' | 'ArrowUp';

interface Options {
  readonly isOpen: boolean;
  /** The option that the arrows have led to. */
  readonly active: number | undefined;
  readonly show: () => void;
  readonly close: () => void;
  readonly move: (key: Arrow) => void;
}

function useOptions(answer: SearchAnswer | undefined): Options {
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState<number>();
  useEffect(() => setActive(undefined), [answer]);
  return {
    isOpen,
    active,
    show: () => setOpen(true),
    close: () => {
      setOpen(false);
      setActive(undefined);
    },
    move: (key) => {
      setOpen(true);
      setActive(movedTo(key, active, answer?.items.length ?? 0));
    },
  };
}

/** The option that an arrow leads to; the list has no end. */
function movedTo(key: Arrow, active: number | undefined, count: number): number {
  if (key === 'ArrowDown') return active === undefined ? 0 : (active + 1) % count;
  return active === undefined ? count - 1 : (active + count - 1) % count;
}

interface FoundProps {
  readonly search: Search;
  readonly isShown: boolean;
  readonly active: number | undefined;
  readonly onChoose: (item: SearchItem) => void;
}

function Found({ search, isShown, active, onChoose }: FoundProps): JSX.Element {
  const words = useWords();
  return (
    <div class="search-found" hidden={!isShown}>
      <div id={listId} role="listbox" aria-label={words.say('search.found')}>
        {search.answer?.items.map((item, index) => (
          <Option
            key={`${item.kind}/${item.id}/${item.source}/${item.locationId}/${item.orderId}`}
            item={item}
            index={index}
            isActive={index === active}
            onChoose={() => onChoose(item)}
          />
        ))}
      </div>
      <Said search={search} />
    </div>
  );
}

interface OptionProps {
  readonly item: SearchItem;
  readonly index: number;
  readonly isActive: boolean;
  readonly onChoose: () => void;
}

function Option({ item, index, isActive, onChoose }: OptionProps): JSX.Element {
  const words = useWords();
  const { kind, id, status } = item;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of a combobox are those of its box.
    <div
      id={optionId(index)}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      ref={(option) => {
        if (isActive) option?.scrollIntoView({ block: 'nearest' });
      }}
      // The box keeps the focus, or it would close before the click.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <span class="search-kind">{words.say(`search.kind.${kind}`)}</span> <strong>{id}</strong>
      {detailsOf(item).map((detail, each) => (
        <span key={each}> {detail}</span>
      ))}
      {status !== undefined && status !== 'posted' && <span> {words.say(`search.status.${status}`)}</span>}
    </div>
  );
}

/** How much was found, and how to find more. */
function Said({ search: { answer, hasFailed } }: { readonly search: Search }): JSX.Element {
  const words = useWords();
  return (
    <p class="search-said" role="status">
      {hasFailed && words.say('search.failed')}
      {answer !== undefined && words.say('search.count', { count: answer.items.length })}
      {hintsOf(answer).map((narrowing) => (
        <span key={narrowing}> {words.say(`search.narrow.${narrowing}`)}</span>
      ))}
    </p>
  );
}

const hintsOf = (answer: SearchAnswer | undefined): NonNullable<SearchAnswer['narrowBy']> =>
  answer?.narrowBy ?? [];

/** `/` leads to the box from anywhere but a field, in which it is a character. */
function useSlash(onReach: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { key, target, ctrlKey, metaKey, altKey } = event;
      if (key !== '/' || ctrlKey || metaKey || altKey) return;
      if (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]'))
        return;
      event.preventDefault();
      onReach();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [onReach]);
}
