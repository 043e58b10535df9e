/** What the parts of the desk share. */
import { createContext } from 'preact';
import { useContext, useLayoutEffect, useState } from 'preact/hooks';
import { type AnswerClient, AnswerError } from '../api/answer-client.ts';
import type { SignIn } from '../sign-in.ts';
import type { HandoverDesk } from './handover-desk.ts';
import type { DeskKey, DeskWords } from './words/words.ts';

export interface OpenDesk {
  readonly desk: HandoverDesk;
  readonly api: AnswerClient;
  readonly zone: string;
  /** Undefined where nobody has to sign in. */
  readonly signIn: SignIn | undefined;
}

export const DeskContext = createContext<OpenDesk | undefined>(undefined);

/** The desk; whoever asks for it is drawn again when anything about it changes. */
export function useDesk(): OpenDesk {
  const open = useContext(DeskContext);
  if (open === undefined) throw new Error('There is no desk around this component');
  const [, setRound] = useState(0);
  useLayoutEffect(() => open.desk.watch(() => setRound((round) => round + 1)), [open]);
  return open;
}

/** Whether there is a network, as the browser knows it. */
export function useOnline(): boolean {
  const [isOnline, setOnline] = useState(navigator.onLine);
  useLayoutEffect(() => {
    const follow = (): void => setOnline(navigator.onLine);
    addEventListener('online', follow);
    addEventListener('offline', follow);
    return () => {
      removeEventListener('online', follow);
      removeEventListener('offline', follow);
    };
  }, []);
  return isOnline;
}

/** What browsers call the faults that a clerk can do something about. */
const causes: Readonly<Record<string, DeskKey>> = {
  QuotaExceededError: 'cause.full',
  NotFoundError: 'cause.noCamera',
  NotAllowedError: 'cause.notAllowed',
  NotReadableError: 'cause.busy',
};

/** Why something failed: in the reader's language, wherever the browser would only say it in its own. */
export function causeOf({ tell }: Pick<DeskWords, 'tell'>, error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AnswerError && error.status === undefined) return tell('cause.unreached');
  const cause = causes[error.name];
  return cause === undefined ? error.message : tell(cause);
}
