/** What the parts of the desk share. */
import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { AnswerClient } from '../api/answer-client.ts';
import type { SignIn } from '../sign-in.ts';
import type { HandoverDesk } from './handover-desk.ts';

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
  useEffect(() => open.desk.watch(() => setRound((round) => round + 1)), [open]);
  return open;
}

/** Whether there is a network, as the browser knows it. */
export function useOnline(): boolean {
  const [isOnline, setOnline] = useState(navigator.onLine);
  useEffect(() => {
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

export const saidBy = (error: unknown): string => (error instanceof Error ? error.message : String(error));
