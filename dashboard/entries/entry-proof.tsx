import type { JSX } from 'preact';
import type { EntryAnswer } from '../../shared/contract/answers/entries.ts';
import { instantText } from '../figures/instants.ts';
import { hrefOf } from '../place.ts';
import { isOverseer, useReader } from '../reader/reader.ts';
import { useWords } from '../words/words.ts';

/** Where an entry stands in its chain, when it was recorded, and who sent what brought it: for those who check the books. */
export function EntryProof({
  entry,
  orderId,
}: {
  readonly entry: EntryAnswer;
  readonly orderId: string;
}): JSX.Element | null {
  const words = useWords();
  const reader = useReader();
  if (!isOverseer(reader)) return null;
  const { account, seq, at, event, hash, previousHash } = entry;
  const end = event.lastIndexOf('#');
  // The parts of an event's key; an id has its own sign escaped.
  const [source, id] = [
    event.slice(0, end),
    event
      .slice(end + 1)
      .replaceAll('%23', '#')
      .replaceAll('%25', '%'),
  ];
  const facts = [
    ['proof.place', `${account}@${seq}`],
    ['proof.recorded', instantText(words.locale, at)],
    ['exceptions.source', source],
    ['proof.hash', hash],
    ['proof.previous', previousHash],
  ] as const;
  return (
    <details class="remedy proof">
      <summary>{words.say('proof.title')}</summary>
      <dl>
        {facts.map(([key, text]) => (
          <div key={key}>
            <dt>{words.say(key)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        <div>
          <dt>{words.say('exceptions.event')}</dt>
          <dd>
            <a href={hrefOf(orderId, 'events', source, id)}>{id}</a>
          </dd>
        </div>
      </dl>
    </details>
  );
}
