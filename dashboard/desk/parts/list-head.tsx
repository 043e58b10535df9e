import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { instantText } from '../../figures/instants.ts';
import { saidBy, useDesk, useOnline } from '../desk-context.ts';
import type { DeskList, Part } from '../model/list.ts';
import { type DeskWords, useDeskWords } from '../words/words.ts';

interface ListHeadProps {
  readonly list: DeskList;
  readonly onTake: () => void;
}

const hourMs = 3_600_000;
/** From when on a list is said to be old. */
const oldHours = 12;

/** Which list is served from, how old it is, and the way to a newer or another one. */
export function ListHead({ list, onTake }: ListHeadProps): JSX.Element {
  const words = useDeskWords();
  const { desk } = useDesk();
  const { lists } = desk;
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
      {hours >= oldHours && <p class="notice">{words.tell('list.old', { hours })}</p>}
      <Renewal onTake={onTake} />
    </div>
  );
}

export function partText(words: DeskWords, part: Part): string {
  switch (part.of) {
    case 'all':
      return words.tell('list.whole');
    case 'neighbourhoods':
      return words.tell('list.part.neighbourhoods', { names: part.neighbourhoods.join(', ') });
    case 'numbers':
      return words.tell('list.part.numbers', { from: part.from, to: part.to });
  }
}

function Renewal({ onTake }: { readonly onTake: () => void }): JSX.Element {
  const words = useDeskWords();
  const { desk } = useDesk();
  const isOnline = useOnline();
  const [said, setSaid] = useState<string>();
  const [isTaking, setTaking] = useState(false);
  const renew = async (): Promise<void> => {
    const { list } = desk;
    if (list === undefined) return;
    setTaking(true);
    setSaid(undefined);
    const { orderId, title, endsOn, centreId, centreName, part } = list;
    const order = { orderId, title, ...(endsOn !== undefined && { endsOn }) };
    try {
      await desk.sync();
      await desk.take({ order, centreId, centreName, part });
    } catch (error) {
      setSaid(saidBy(error));
    } finally {
      setTaking(false);
    }
  };
  return (
    <>
      <p class="actions">
        <button type="button" disabled={!isOnline || isTaking} onClick={() => void renew()}>
          {words.tell(isTaking ? 'take.taking' : 'list.renew')}
        </button>
        <button type="button" class="quiet" disabled={!isOnline} onClick={onTake}>
          {words.tell('list.other')}
        </button>
      </p>
      {said !== undefined && <p class="fault">{words.tell('take.failed', { said })}</p>}
    </>
  );
}
