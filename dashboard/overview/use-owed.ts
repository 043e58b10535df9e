/** Households that are still owed something, as far as they were asked for. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLedger } from '../api/use-answer.ts';
import { type Centre, type OwedHousehold, type OwedKind, owedHouseholds } from './owed-households.ts';

interface Owed {
  readonly households: readonly OwedHousehold[];
  readonly isWhole: boolean;
  readonly isReading: boolean;
  readonly failure: string | undefined;
}

const nothingYet: Owed = { households: [], isWhole: false, isReading: true, failure: undefined };

/** A step ends with so many more households, or after so many answers of the API: most of a list may be served already. */
const [shownAtOnce, askedAtOnce] = [100, 10];

/** Reads a step at once, and a further one with each call of `more`, from the first on after a failure. */
export function useOwed(
  orderId: string,
  centres: readonly Centre[],
  kind: OwedKind,
): Owed & { readonly more: () => void } {
  const { api } = useLedger();
  const [owed, setOwed] = useState(nothingYet);
  const step = useRef<() => Promise<void>>(undefined);
  const ids = centres.map(({ locationId }) => locationId).join(' ');
  useEffect(() => {
    let isStopped = false;
    let pages = owedHouseholds(api, orderId, centres, kind);
    let households: OwedHousehold[] = [];
    const show = (changes: Partial<Owed>): void => {
      if (!isStopped) setOwed({ ...nothingYet, households: [...households], isReading: false, ...changes });
    };
    const more = async (): Promise<void> => {
      const before = households.length;
      show({ isReading: true });
      try {
        for (let asked = 0; asked < askedAtOnce && households.length - before < shownAtOnce; asked += 1) {
          const page = await pages.next();
          if (isStopped) return;
          if (page.done === true) return show({ isWhole: true });
          households.push(...page.value.households);
        }
        show({});
      } catch (error) {
        // A generator that failed is at its end.
        pages = owedHouseholds(api, orderId, centres, kind);
        households = [];
        show({ failure: error instanceof Error ? error.message : String(error) });
      }
    };
    step.current = more;
    void more();
    return () => {
      isStopped = true;
    };
    // Who the centres are, not the figures that each round of the page brings anew.
  }, [api, orderId, ids, kind]);
  return { ...owed, more: () => void step.current?.() };
}
