import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { LanguageChoice } from '../../page/language-choice.tsx';
import type { Language } from '../../words/words.ts';
import { deviceOf } from '../../writing/device.ts';
import { causeOf, useDesk, useOnline } from '../desk-context.ts';
import { leaveUnasked, watchForUpdate } from '../installed.ts';
import { isToSettle } from '../model/records.ts';
import { useDeskWords } from '../words/words.ts';

interface DeskBarProps {
  readonly onLanguage: (chosen: Language) => void;
  /** Shows what was refused. */
  readonly onRefused: () => void;
}

/** What must never be missed: what is not sent, whether there is a network and a sign-in, and the way out. */
export function DeskBar({ onLanguage, onRefused }: DeskBarProps): JSX.Element {
  const words = useDeskWords();
  const { desk, signIn } = useDesk();
  const [isStopped, setStopped] = useState(false);
  const signOut = async (): Promise<void> => {
    if (await desk.leave()) await signIn?.signOut();
    else setStopped(true);
  };
  return (
    <header class="header">
      <div class="header-bar desk-bar">
        <span class="brand">{words.tell('title')}</span>
        <Unsent onRefused={onRefused} />
        <div class="ways-out">
          <LanguageChoice language={words.language} onLanguage={onLanguage} />
          <a href="#/">{words.tell('toPage')}</a>
          {signIn !== undefined && (
            <button type="button" onClick={() => void signOut()}>
              {words.tell('signOut')}
            </button>
          )}
        </div>
      </div>
      <Notices isStopped={isStopped} />
    </header>
  );
}

function Unsent({ onRefused }: Pick<DeskBarProps, 'onRefused'>): JSX.Element {
  const words = useDeskWords();
  const { desk } = useDesk();
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<string>();
  const { unsent } = desk;
  const refused = desk.records.filter((record) => isToSettle(record, desk.stateOf(record))).length;
  const send = async (): Promise<void> => {
    setSending(true);
    setFailure(undefined);
    try {
      await desk.sync();
    } catch (error) {
      setFailure(causeOf(words, error));
    } finally {
      setSending(false);
    }
  };
  return (
    <div class="unsent" data-unsent={unsent}>
      <span role="status" class={`status status-${unsent === 0 ? 'posted' : 'recorded'}`}>
        {unsent === 0 ? words.tell('unsent.none') : words.tell('unsent', { count: unsent })}
      </span>
      {refused > 0 && (
        <button type="button" class="status status-refused" onClick={onRefused}>
          {words.tell('refused', { count: refused })}
        </button>
      )}
      <button type="button" disabled={isSending} onClick={() => void send()}>
        {words.tell(isSending ? 'sending' : 'send')}
      </button>
      {failure !== undefined && (
        <span role="alert" class="fault">
          {words.tell('send.failed', { said: failure })}
        </span>
      )}
    </div>
  );
}

/** How often the sign-in is looked after: a token ends by itself. */
const lookMs = 10_000;

function Notices({ isStopped }: { readonly isStopped: boolean }): JSX.Element {
  const words = useDeskWords();
  const { desk, signIn } = useDesk();
  const isOnline = useOnline();
  const [isSignedOut, setSignedOut] = useState(false);
  const [takeUpdate, setTakeUpdate] = useState<() => void>();
  useEffect(() => {
    void watchForUpdate((take) => setTakeUpdate(() => take));
    const look = (): void => void signIn?.held().then((token) => setSignedOut(token === undefined));
    look();
    const timer = setInterval(look, lookMs);
    // What is sent may be refused because of it.
    const unwatch = desk.watch(look);
    return () => {
      clearInterval(timer);
      unwatch();
    };
  }, [desk, signIn]);
  const { unsent, unsentOfOthers } = desk;
  return (
    <div class="stale-place" role="status">
      {isStopped && unsent + unsentOfOthers > 0 && (
        <p class="stale">{words.tell('signOut.stopped', { count: unsent + unsentOfOthers })}</p>
      )}
      {!isOnline && <p class="notice">{words.tell('offline')}</p>}
      {isOnline && !isSignedOut && desk.isUnreached && <p class="notice">{words.tell('unreached')}</p>}
      {isOnline && isSignedOut && (
        <p class="notice">
          {words.tell('signedOut')}{' '}
          <button type="button" onClick={() => void leaveUnasked(() => signIn?.token())}>
            {words.tell('signIn')}
          </button>
        </p>
      )}
      {desk.isEnded && <p class="stale">{words.tell('ended', { device: deviceOf(desk.source) })}</p>}
      {unsentOfOthers > 0 && <p class="notice">{words.tell('unsent.others', { count: unsentOfOthers })}</p>}
      {takeUpdate !== undefined && (
        <p class="notice">
          {words.tell('update')}{' '}
          <button type="button" onClick={takeUpdate}>
            {words.tell('update.now')}
          </button>
        </p>
      )}
    </div>
  );
}
