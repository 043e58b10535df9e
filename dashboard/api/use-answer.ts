/** Answers for components: asked for when a component is shown, and again at every round. */
import { createContext } from 'preact';
import { useContext, useLayoutEffect, useState } from 'preact/hooks';
import type { AnswerBoard, Freshness, LatestAnswer } from './answer-board.ts';
import type { AnswerClient, Items } from './answer-client.ts';

export interface Ledger {
  readonly api: AnswerClient;
  readonly board: AnswerBoard;
  /** Whose clock times are written by. */
  readonly zone: string;
  /** Who signed in, by the issuer's own name; undefined where nobody has to. */
  readonly subject: string | undefined;
}

export const LedgerContext = createContext<Ledger | undefined>(undefined);

export function useLedger(): Ledger {
  const ledger = useContext(LedgerContext);
  if (ledger === undefined) throw new Error('This component is not inside a LedgerContext');
  return ledger;
}

function useLatestAnswer<T>(key: string, ask: () => Promise<T>, isAskedAgain: boolean): LatestAnswer<T> {
  const { board } = useLedger();
  const [, setRound] = useState(0);
  useLayoutEffect(
    () => board.watch(key, ask, isAskedAgain, () => setRound((round) => round + 1)),
    // `key` says what `ask` does.
    [board, key, isAskedAgain],
  );
  return board.latest(key) as LatestAnswer<T>;
}

/** The answer at a path. */
export function useAnswer<T>(path: string, { isAskedAgain = true } = {}): LatestAnswer<T> {
  const { api } = useLedger();
  return useLatestAnswer(path, () => api.one<T>(path), isAskedAgain);
}

const maxPages = 200;

/** A list, or the first pages of it. */
export function useList<T, B = unknown>(
  path: string,
  {
    pages = maxPages,
    isAskedAgain = true,
  }: { readonly pages?: number; readonly isAskedAgain?: boolean } = {},
): LatestAnswer<Items<T, B>> {
  const { api } = useLedger();
  return useLatestAnswer(`${path} ${pages}`, () => api.list<T, B>(path, pages), isAskedAgain);
}

export function useFreshness(): Freshness {
  const { board } = useLedger();
  const [freshness, setFreshness] = useState(board.freshness);
  useLayoutEffect(() => board.watchFreshness(() => setFreshness(board.freshness)), [board]);
  return freshness;
}
