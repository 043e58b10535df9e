import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Entry } from '../api/answers.ts';
import { ledgerPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { EntryTable } from '../locations/entry-table.tsx';
import { Answered } from '../page/answered.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { useWords } from '../words/words.ts';

interface CashBookProps {
  readonly orderId: string;
  readonly payerId: string;
}

/** A payer's cash book, newest first. */
export function CashBook({ orderId, payerId }: CashBookProps): JSX.Element {
  const words = useWords();
  const [pages, setPages] = useState(1);
  const path = ledgerPath('payers', payerId, orderId);
  const entries = useList<Entry>(path, { pages });
  return (
    <>
      <div class="title-row">
        <h1 tabIndex={-1}>
          {words.say('book.title')}: {payerId}
        </h1>
        <CsvButton path={`${path}&format=csv`} name={`${orderId}-${payerId}-cash-book`} />
      </div>
      <Answered reading={entries} of={payerId}>
        {({ items, isWhole }) => (
          <section class="panel" aria-label={words.say('book.title')}>
            <EntryTable entries={items} orderId={orderId} caption={words.say('book.caption')} />
            {!isWhole && (
              <button type="button" onClick={() => setPages(pages + 1)}>
                {words.say('list.more')}
              </button>
            )}
          </section>
        )}
      </Answered>
    </>
  );
}
