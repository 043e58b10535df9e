import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { keepLanguage, preferredLanguage } from '../page/preferences.ts';
import type { SignIn } from '../sign-in.ts';
import { type Language, WordsContext, wordsOf } from '../words/words.ts';
import { DeskContext, type OpenDesk, useDesk } from './desk-context.ts';
import { DeskBar } from './parts/desk-bar.tsx';
import { DevicePanel } from './parts/device-panel.tsx';
import { ListHead } from './parts/list-head.tsx';
import { Paper } from './parts/paper.tsx';
import { type RecordsFilter, RecordsPanel } from './parts/records-panel.tsx';
import { Serve } from './parts/serve.tsx';
import { TakeList } from './parts/take-list.tsx';
import { useDeskWords } from './words/words.ts';

interface DeskPageProps {
  readonly opened: OpenDesk | 'memory' | 'tab' | 'first';
  readonly signIn: SignIn | undefined;
}

/** The desk, in the language that was chosen for this browser. */
export function DeskPage({ opened, signIn }: DeskPageProps): JSX.Element {
  const [language, setLanguage] = useState(preferredLanguage);
  const words = useMemo(() => wordsOf(language), [language]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const onLanguage = (chosen: Language): void => {
    keepLanguage(chosen);
    setLanguage(chosen);
  };
  return (
    <WordsContext.Provider value={words}>
      {typeof opened === 'string' ? (
        <Closed why={opened} signIn={signIn} />
      ) : (
        <DeskContext.Provider value={opened}>
          <OpenedDesk onLanguage={onLanguage} />
        </DeskContext.Provider>
      )}
    </WordsContext.Provider>
  );
}

const parts = ['serve', 'records', 'paper', 'device'] as const;
type PartName = (typeof parts)[number];

function OpenedDesk({ onLanguage }: { readonly onLanguage: (chosen: Language) => void }): JSX.Element {
  const [shown, setShown] = useState<PartName>('serve');
  const [isFiltered, setFiltered] = useState(false);
  const onRefused = (): void => {
    setFiltered(true);
    setShown('records');
  };
  return (
    <>
      <DeskBar onLanguage={onLanguage} onRefused={onRefused} />
      <Tabs shown={shown} onShow={setShown} filter={{ isFiltered, setFiltered }} />
    </>
  );
}

interface TabsProps {
  readonly shown: PartName;
  readonly onShow: (part: PartName) => void;
  readonly filter: RecordsFilter;
}

function Tabs({ shown, onShow, filter }: TabsProps): JSX.Element {
  const words = useDeskWords();
  const { desk } = useDesk();
  const [isTaking, setTaking] = useState(false);
  useEffect(() => {
    document.title = `${words.tell('title')} · ${words.say('page.name')}`;
  }, [words]);
  return (
    <main id="content" class="handover-desk">
      {desk.list === undefined || isTaking ? (
        <TakeList onTaken={() => setTaking(false)} />
      ) : (
        <>
          <ListHead list={desk.list} />
          <nav class="tabs" aria-label={words.tell('tabs')}>
            <ul>
              {parts.map((part) => (
                <li key={part}>
                  <button type="button" aria-pressed={shown === part} onClick={() => onShow(part)}>
                    {words.tell(`tab.${part}`)}
                  </button>
                </li>
              ))}
            </ul>
          </nav>
          {shown === 'serve' && <Serve key={desk.list.key} list={desk.list} />}
          {shown === 'records' && <RecordsPanel {...filter} />}
          {shown === 'paper' && <Paper />}
          {shown === 'device' && <DevicePanel onTake={() => setTaking(true)} />}
        </>
      )}
    </main>
  );
}

interface ClosedProps {
  readonly why: 'memory' | 'tab' | 'first';
  readonly signIn: SignIn | undefined;
}

function Closed({ why, signIn }: ClosedProps): JSX.Element {
  const words = useDeskWords();
  return (
    <main class="empty empty-page">
      <h1 tabIndex={-1}>{words.tell(why === 'first' ? 'title' : 'closed')}</h1>
      <p>{words.tell(`closed.${why}`)}</p>
      {why === 'first' ? (
        <button type="button" class="primary" onClick={() => void signIn?.token()}>
          {words.tell('signIn')}
        </button>
      ) : (
        <button type="button" onClick={() => location.reload()}>
          {words.tell('reload')}
        </button>
      )}
    </main>
  );
}
