/** Asks for what a reader types, a moment after the last key; an answer that comes late is dropped. */
import { useEffect, useState } from 'preact/hooks';
import type { SearchAnswer } from '../../shared/contract/answers/search.ts';
import type { AnswerClient } from '../api/answer-client.ts';
import { searchPath } from '../api/paths.ts';
import { useLedger } from '../api/use-answer.ts';

export interface Search {
  /** Undefined while nothing is sought, or nothing has been answered yet. */
  readonly answer: SearchAnswer | undefined;
  readonly hasFailed: boolean;
  /** Whether the answer is of what is typed now, and not of what was typed before. */
  readonly isCurrent: boolean;
}

export interface Surroundings {
  /** Whose receipts and payments are looked for. */
  readonly orderId: string;
  /** The location on show: where a country is too large to look through, it is looked through. */
  readonly locationId: string | undefined;
}

const pauseMs = 200;
const nothing = { answer: undefined, hasFailed: false, sought: '' };

export function useSearch(text: string, { orderId, locationId }: Surroundings): Search {
  const { api } = useLedger();
  const [search, setSearch] = useState<Omit<Search, 'isCurrent'> & { readonly sought: string }>(nothing);
  const sought = text.trim();
  useEffect(() => {
    if (sought === '') return setSearch(nothing);
    let isLate = false;
    const tell = (found: Omit<Search, 'isCurrent'>): void => {
      if (!isLate) setSearch({ ...found, sought });
    };
    const timer = setTimeout(() => {
      find(api, sought, { orderId, locationId }).then(
        (answer) => tell({ answer, hasFailed: false }),
        () => tell({ answer: undefined, hasFailed: true }),
      );
    }, pauseMs);
    return () => {
      isLate = true;
      clearTimeout(timer);
    };
  }, [api, sought, orderId, locationId]);
  return { ...search, isCurrent: search.sought === sought };
}

async function find(
  api: AnswerClient,
  sought: string,
  { orderId, locationId }: Surroundings,
): Promise<SearchAnswer> {
  const answer = await api.one<SearchAnswer>(searchPath(sought, orderId));
  if (locationId === undefined || answer.narrowBy?.includes('locationId') !== true) return answer;
  return api.one<SearchAnswer>(searchPath(sought, orderId, locationId));
}
