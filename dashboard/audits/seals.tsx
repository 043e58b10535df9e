import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SealAnswer } from '../../shared/contract/answers/seals.ts';
import { sealsPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { dateText, instantText } from '../figures/instants.ts';
import { Answered } from '../page/answered.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { MoreButton } from '../page/more-button.tsx';
import { useWords } from '../words/words.ts';

/** The daily seals, newest first, with the digests to compare with what was published. */
export function Seals({ orderId }: { readonly orderId: string }): JSX.Element {
  const words = useWords();
  const [pages, setPages] = useState(1);
  const seals = useList<SealAnswer>(sealsPath, { pages });
  return (
    <>
      <div class="title-row">
        <h1 tabIndex={-1}>{words.say('view.seals')}</h1>
        <div class="actions">
          <CsvButton path={`${sealsPath}&format=csv`} name={`${orderId}-seals`} />
        </div>
      </div>
      <p class="subtitle">{words.say('seals.about')}</p>
      <Answered reading={seals}>
        {({ items, isWhole }) =>
          items.length === 0 ? (
            <p class="empty">{words.say('seals.none')}</p>
          ) : (
            <>
              {items.map((seal) => (
                <Seal key={seal.date} seal={seal} />
              ))}
              <MoreButton isWhole={isWhole} onMore={() => setPages(pages + 1)} />
            </>
          )
        }
      </Answered>
    </>
  );
}

function Seal({ seal }: { readonly seal: SealAnswer }): JSX.Element {
  const words = useWords();
  const { date, seq, sealedAt, books, entries, digest, hash, previousHash } = seal;
  const facts = [
    ['seals.seq', words.number(seq)],
    ['seals.sealedAt', instantText(words.locale, sealedAt)],
    ['seals.books', words.number(books)],
    ['seals.entries', words.number(entries)],
    ['seals.digest', digest],
    ['proof.hash', hash],
    ['proof.previous', previousHash],
  ] as const;
  return (
    <section class="panel" aria-labelledby={`seal-${date}`}>
      <h2 id={`seal-${date}`}>{dateText(words.locale, date)}</h2>
      <dl class="facts proof">
        {facts
          .filter(([, text]) => text !== '')
          .map(([key, text]) => (
            <div key={key}>
              <dt>{words.say(key)}</dt>
              <dd>{text}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
