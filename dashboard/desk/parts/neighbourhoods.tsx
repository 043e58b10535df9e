import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useDesk } from '../desk-context.ts';
import { type Neighbourhood, readNeighbourhoods } from '../model/list.ts';
import { useDeskWords } from '../words/words.ts';
import { takeFault } from './take-fault.ts';

interface NeighbourhoodsProps {
  readonly orderId: string;
  readonly centreId: string;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** The neighbourhoods that a list has, to choose from: a name that is typed may be that of none. */
export function Neighbourhoods({ orderId, centreId, chosen, onChange }: NeighbourhoodsProps): JSX.Element {
  const words = useDeskWords();
  const { api } = useDesk();
  const [known, setKnown] = useState<readonly Neighbourhood[]>();
  const [said, setSaid] = useState<string>();
  useEffect(() => {
    readNeighbourhoods(orderId, centreId, api).then(setKnown, (error: unknown) =>
      setSaid(takeFault(words, error)),
    );
  }, [api, orderId, centreId]);
  return (
    <fieldset class="neighbourhoods">
      <legend>{words.tell('take.neighbourhoods.names')}</legend>
      {known === undefined && <p role="status">{said ?? words.say('page.loading')}</p>}
      {known?.map(({ name, households }) => (
        <label class="choice" key={name}>
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={({ currentTarget: { checked } }) =>
              onChange(checked ? [...chosen, name] : chosen.filter((one) => one !== name))
            }
          />
          <span>
            {name === '' ? words.tell('take.neighbourhoods.none') : name} ·{' '}
            {words.tell('list.households', { count: households })}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
