import { useState } from 'preact/hooks';
import { useDeskWords } from '../words/words.ts';
import { takeFault } from './take-fault.ts';

interface Taking {
  /** Why no list was taken along. */
  readonly said: string | undefined;
  readonly isTaking: boolean;
  readonly take: (taking: () => Promise<void>) => Promise<void>;
  /** Another list is chosen: what was said of the last one is no longer of use. */
  readonly forget: () => void;
}

/** Takes lists along one at a time, and says why one was not taken. */
export function useTaking(): Taking {
  const words = useDeskWords();
  const [said, setSaid] = useState<string>();
  const [isTaking, setTaking] = useState(false);
  const take = async (taking: () => Promise<void>): Promise<void> => {
    setTaking(true);
    setSaid(undefined);
    try {
      await taking();
    } catch (error) {
      setSaid(takeFault(words, error));
    } finally {
      setTaking(false);
    }
  };
  return { said, isTaking, take, forget: () => setSaid(undefined) };
}
