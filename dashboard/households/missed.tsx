import type { JSX } from 'preact';
import type { HouseholdAnswer } from '../../shared/contract/answers/households.ts';
import { instantText } from '../figures/instants.ts';
import { Scrolling } from '../page/scrolling.tsx';
import { useWords } from '../words/words.ts';

interface MissedProps {
  readonly missed: HouseholdAnswer['orders'][number]['missed'];
}

/** Each time that a household was not served, and why; nothing where that never was so. */
export function Missed({ missed }: MissedProps): JSX.Element | null {
  const words = useWords();
  if (missed.length === 0) return null;
  const hasNotes = missed.some(({ note }) => note !== undefined);
  return (
    <section class="panel" aria-labelledby="missed">
      <h2 id="missed">{words.say('household.missed')}</h2>
      <Scrolling label={words.say('household.missed')}>
        <table class="figures">
          <caption class="unseen">{words.say('household.missed')}</caption>
          <thead>
            <tr>
              <th scope="col">{words.say('household.missed.when')}</th>
              <th scope="col">{words.say('centres.centre')}</th>
              <th scope="col">{words.say('household.missed.reason')}</th>
              {hasNotes && <th scope="col">{words.say('household.missed.note')}</th>}
            </tr>
          </thead>
          <tbody>
            {missed.map(({ occurredAt, recordedAt, centreId, reason, note }) => (
              <tr key={`${occurredAt} ${recordedAt}`}>
                <th scope="row">{instantText(words.locale, occurredAt)}</th>
                <td>{centreId}</td>
                <td>{words.say(`missed.${reason}`)}</td>
                {hasNotes && <td>{note}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </section>
  );
}
