import type { JSX } from 'preact';
import type { CardListItem } from '../../shared/contract/answers/cards.ts';
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import { cardsPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { Answered } from '../page/answered.tsx';
import { useWords, type Words } from '../words/words.ts';
import { QrCode } from './qr-code.tsx';

interface CardsProps {
  readonly order: OrderAnswer;
  readonly centreId: string;
}

/** The cards of a centre, ten on a page of paper, to be cut and handed out. */
export function Cards({ order, centreId }: CardsProps): JSX.Element {
  const words = useWords();
  const cards = useList<CardListItem>(cardsPath(centreId, order.orderId), { isAskedAgain: false });
  return (
    <>
      <div class="title-row no-print">
        <h1 tabIndex={-1}>{words.say('view.cards')}</h1>
        <button type="button" onClick={() => print()}>
          {words.say('list.print')}
        </button>
      </div>
      <p class="why no-print">{words.say('cards.why')}</p>
      <Answered reading={cards} of={centreId}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="empty">{words.say('cards.none')}</p>
          ) : (
            <div class="paper-cards">
              {inTens(items).map((sheet) => (
                <ul key={sheet[0]?.householdId} class="paper-sheet">
                  {sheet.map((card) => (
                    <li key={card.householdId} class="paper-card">
                      <Card card={card} title={order.title} words={words} />
                    </li>
                  ))}
                </ul>
              ))}
            </div>
          )
        }
      </Answered>
    </>
  );
}

/** One list a sheet of paper: a browser lays out one grid of ten more quickly than where to break a grid of thousands. */
const inTens = (items: readonly CardListItem[]): readonly (readonly CardListItem[])[] =>
  Array.from({ length: Math.ceil(items.length / 10) }, (_, at) => items.slice(at * 10, at * 10 + 10));

interface CardProps {
  readonly card: CardListItem;
  readonly title: string;
  readonly words: Words;
}

/** The name helps whoever hands it out; the page that the code opens has none. */
function Card({ card, title, words }: CardProps): JSX.Element {
  const { householdId, name, neighbourhood, persons, token, url, entitlements, stipend } = card;
  const code = token.slice(householdId.length + 1);
  const dues = entitlements.map(
    ({ commodity, unit, entitled }) => `${words.commodity(commodity)} ${words.quantity(entitled, unit)}`,
  );
  if (stipend !== undefined) dues.push(words.money(stipend.due, stipend.currency));
  // A browser lays out and prints one paragraph of lines in half the time of a list and a paragraph a line.
  const lines = [
    [name, neighbourhood].filter(Boolean).join(' '),
    title,
    words.say('cards.persons', { count: persons }),
    ...dues.map((due) => `• ${due}`),
  ];
  return (
    <>
      <div class="card-text">
        <p class="card-lines">
          <strong>{householdId}</strong> {lines.join('\n')}
        </p>
        <p class="card-help">{words.say('cards.help')}</p>
      </div>
      <div class="card-code">
        <QrCode text={url} label={words.say('cards.qr', { householdId })} />
        <code>
          {householdId}.<wbr />
          {code}
        </code>
      </div>
    </>
  );
}
