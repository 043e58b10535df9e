/** Answers for components: asked for when they are shown, and again at every round. */
import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { AnswerBoard, Freshness, Reading } from './answer-board.ts';
import type { Items, LedgerApi } from './ledger-api.ts';

export interface Ledger {
  readonly api: LedgerApi;
  readonly board: AnswerBoard;
}

export const LedgerContext = createContext<Ledger | undefined>(undefined);

export function useLedger(): Ledger {
  const ledger = useContext(LedgerContext);
  if (ledger === undefined) throw new Error('There is no ledger around this component');
  return ledger;
}

function useReading<T>(key: string, ask: () => Promise<T>, isAskedAgain: boolean): Reading<T> {
  const { board } = useLedger();
  const [, setRound] = useState(0);
  useEffect(
    () => board.watch(key, ask, isAskedAgain, () => setRound((round) => round + 1)),
    // `ask` does what `key` says.
    [board, key, isAskedAgain],
  );
  return board.reading(key) as Reading<T>;
}

/** The answer at a path. */
export function useAnswer<T>(path: string, { isAskedAgain = true } = {}): Reading<T> {
  const { api } = useLedger();
  return useReading(path, () => api.one<T>(path), isAskedAgain);
}

const mostPages = 200;

/** A list, or the first pages of it. */
export function useList<T>(
  path: string,
  {
    pages = mostPages,
    isAskedAgain = true,
  }: { readonly pages?: number; readonly isAskedAgain?: boolean } = {},
): Reading<Items<T>> {
  const { api } = useLedger();
  return useReading(`${path} ${pages}`, () => api.list<T>(path, pages), isAskedAgain);
}

export function useFreshness(): Freshness {
  const { board } = useLedger();
  const [freshness, setFreshness] = useState(board.freshness);
  useEffect(() => board.watchFreshness(() => setFreshness(board.freshness)), [board]);
  return freshness;
}
