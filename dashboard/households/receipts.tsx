import type { JSX } from 'preact';
import type { EntryAnswer } from '../../shared/contract/answers/entries.ts';
import { ledgerPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { EntryTable } from '../entries/entry-table.tsx';
import { Answered } from '../page/answered.tsx';
import { usePeriod } from '../page/period.tsx';
import { useWords } from '../words/words.ts';

interface ReceiptsProps {
  readonly orderId: string;
  readonly householdId: string;
}

/** Every receipt and payment of a household under an order. */
export function Receipts({ orderId, householdId }: ReceiptsProps): JSX.Element {
  const words = useWords();
  const { period, chooser } = usePeriod(['from', 'to', 'asOf']);
  const entries = useList<EntryAnswer>(ledgerPath('households', householdId, orderId, { ...period }));
  return (
    <section class="panel" aria-labelledby="receipts">
      <h2 id="receipts">{words.say('household.receipts')}</h2>
      {chooser}
      <Answered reading={entries} of={householdId}>
        {({ items, isWhole }) =>
          items.length === 0 ? (
            <p class="empty">{words.say('household.receipts.none')}</p>
          ) : (
            <EntryTable
              entries={items}
              orderId={orderId}
              caption={words.say('household.receipts.caption')}
              isWhole={isWhole}
            />
          )
        }
      </Answered>
    </section>
  );
}
