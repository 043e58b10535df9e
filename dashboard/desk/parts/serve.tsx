import type { JSX, RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { causeOf, useDesk } from '../desk-context.ts';
import type { Handover } from '../handover-desk.ts';
import { findHouseholds, householdOfCode } from '../model/find.ts';
import type { DeskHousehold, DeskList } from '../model/list.ts';
import type { DeskRecord, MissedRecord } from '../model/records.ts';
import { useDeskWords } from '../words/words.ts';
import { HouseholdCard } from './household-card.tsx';
import { LastRecord } from './last-record.tsx';
import { Scan } from './scan.tsx';

/** Finds a household, and records what it gets. Number, Enter, Enter: then the next one. */
export function Serve({ list }: { readonly list: DeskList }): JSX.Element {
  const words = useDeskWords();
  const { desk } = useDesk();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<string>();
  const [token, setToken] = useState<string>();
  const [last, setLast] = useState<{ readonly record: DeskRecord; readonly token: string | undefined }>();
  const [failure, setFailure] = useState<string>();
  const search = useRef<HTMLInputElement>(null);
  const shown = useRef(chosen);
  shown.current = chosen;
  /** Of whom something is being kept: a second tap may come before the first is on the device. */
  const keeping = useRef(new Set<string>());
  useLayoutEffect(() => {
    if (chosen === undefined) search.current?.focus();
  }, [chosen]);
  const household = list.households.find(({ householdId }) => householdId === chosen);

  const open = (householdId: string | undefined, code?: string): void => {
    setChosen(householdId);
    setToken(code);
    setFailure(undefined);
  };
  const record = async (householdId: string, keep: () => Promise<DeskRecord>): Promise<void> => {
    if (keeping.current.has(householdId)) return;
    keeping.current.add(householdId);
    try {
      setLast({ record: await keep(), token });
      // Whoever has gone on to another household stays there.
      if (shown.current !== householdId) return;
      setTyped('');
      open(undefined);
    } catch (error) {
      setFailure(causeOf(words, error));
    } finally {
      keeping.current.delete(householdId);
    }
  };

  return (
    <div class="serving">
      {failure !== undefined && (
        <p role="alert" class="stale">
          {words.tell('failed', { said: failure })}
        </p>
      )}
      {household === undefined ? (
        <Searching list={list} search={search} typed={typed} onType={setTyped} onOpen={open} />
      ) : (
        <HouseholdCard
          key={household.householdId}
          household={household}
          onHandOver={(handover: Handover) =>
            void record(household.householdId, () => desk.handOver(handover))
          }
          onMissed={(reason: MissedRecord['reason'], note?: string) =>
            void record(household.householdId, () => desk.miss(household.householdId, reason, note))
          }
          onClose={() => open(undefined)}
        />
      )}
      {last !== undefined && household === undefined && (
        <LastRecord
          key={last.record.key}
          record={last.record}
          token={last.token}
          onUndone={() => search.current?.focus()}
        />
      )}
    </div>
  );
}

interface SearchingProps {
  readonly list: DeskList;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly typed: string;
  readonly onType: (typed: string) => void;
  /** `code` of the household's card, where it was scanned. */
  readonly onOpen: (householdId: string | undefined, code?: string) => void;
}

/** Where a household is typed or scanned, and those that are meant by it. */
function Searching({ list, search, typed, onType, onOpen }: SearchingProps): JSX.Element {
  const words = useDeskWords();
  const found = findHouseholds(list.households, typed);
  const scanned = (code: string): void => {
    const { householdId, token } = householdOfCode(code);
    onType(householdId);
    if (list.households.some((one) => one.householdId === householdId)) onOpen(householdId, token);
  };
  return (
    <>
      <form
        class="desk-search"
        onSubmit={(event) => {
          event.preventDefault();
          // What is typed by a scanner on a cable comes faster than the page is drawn.
          const code = search.current?.value ?? '';
          const [best] = findHouseholds(list.households, code);
          onOpen(best?.householdId, householdOfCode(code).token);
        }}
      >
        <label class="field">
          {words.tell('find')}
          <input
            ref={search}
            type="search"
            autocomplete="off"
            enterkeyhint="search"
            value={typed}
            onInput={({ currentTarget }) => onType(currentTarget.value)}
          />
        </label>
        <Scan onCode={scanned} />
      </form>
      <Found typed={typed} found={found} isPart={list.part.of !== 'all'} onOpen={onOpen} />
    </>
  );
}

interface FoundProps {
  readonly typed: string;
  readonly found: readonly DeskHousehold[];
  readonly isPart: boolean;
  readonly onOpen: (householdId: string) => void;
}

function Found({ typed, found, isPart, onOpen }: FoundProps): JSX.Element | null {
  const words = useDeskWords();
  const { desk } = useDesk();
  if (typed.trim() === '') return null;
  if (found.length === 0)
    return (
      <p role="status" class="empty">
        {words.tell('find.none')} {isPart && words.tell('find.notInPart')}
      </p>
    );
  return (
    <ul class="plain-list found" aria-label={words.tell('find.results')}>
      {found.map((household) => {
        const { householdId, name, neighbourhood } = household;
        const standing = desk.standingOf(household);
        const served = standing?.servedToday !== undefined;
        return (
          <li key={householdId}>
            <button type="button" onClick={() => onOpen(householdId)}>
              <strong>{householdId}</strong> <span>{name}</span> <span class="help">{neighbourhood}</span>
              {standing?.refused !== undefined && (
                <span class="status status-rejected">{words.tell('state.rejected')}</span>
              )}
              {served && <span class="status status-posted">{words.tell('household.served')}</span>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
