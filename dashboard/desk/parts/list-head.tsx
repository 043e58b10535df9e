import type { JSX } from 'preact';
import { instantText } from '../../figures/instants.ts';
import { useDesk } from '../desk-context.ts';
import type { DeskList, Part } from '../model/list.ts';
import { type DeskWords, useDeskWords } from '../words/words.ts';

const hourMs = 3_600_000;
/** From when on a list is said to be old. */
const oldHours = 12;

/** Which list is served from, and how old it is. */
export function ListHead({ list }: { readonly list: DeskList }): JSX.Element {
  const words = useDeskWords();
  const { desk } = useDesk();
  const { lists } = desk;
  const refused = desk.refusedSince.size;
  const hours = Math.floor((Date.now() - Date.parse(list.takenAt)) / hourMs);
  return (
    <div class="place-head">
      <h1 tabIndex={-1}>{list.centreName ?? list.centreId}</h1>
      {lists.length > 1 && (
        <label class="choice">
          <span>{words.tell('list.choose')}</span>
          <select value={list.key} onChange={({ currentTarget }) => desk.choose(currentTarget.value)}>
            {lists.map(({ key, title, centreId, centreName }) => (
              <option key={key} value={key}>
                {centreName ?? centreId} · {title}
              </option>
            ))}
          </select>
        </label>
      )}
      <p class="subtitle">
        <span>{list.title}</span>
        <span data-list-age={hours}>
          {words.tell('list.age', { time: instantText(words.locale, list.takenAt) })}
        </span>
        <span>{words.tell('list.households', { count: list.households.length })}</span>
        <span>{partText(words, list.part)}</span>
      </p>
      {refused > 0 && <p class="notice">{words.tell('list.refused', { count: refused })}</p>}
      {hours >= oldHours && <p class="notice">{words.tell('list.old', { hours })}</p>}
    </div>
  );
}

export function partText(words: DeskWords, part: Part): string {
  switch (part.of) {
    case 'all':
      return words.tell('list.whole');
    case 'neighbourhoods':
      return words.tell('list.part.neighbourhoods', {
        names: part.neighbourhoods.map((name) => name || words.tell('take.neighbourhoods.none')).join(', '),
      });
    case 'numbers':
      return words.tell('list.part.numbers', { from: part.from, to: part.to });
  }
}
