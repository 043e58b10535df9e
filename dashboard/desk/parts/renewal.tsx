import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useDesk, useOnline } from '../desk-context.ts';
import { useDeskWords } from '../words/words.ts';
import { takeFault } from './take-fault.ts';

/** Takes the newest list along, or leads to another one. */
export function Renewal({ onTake }: { readonly onTake: () => void }): JSX.Element {
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
      setSaid(takeFault(words, error));
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
      {said !== undefined && (
        <p role="alert" class="fault">
          {said}
        </p>
      )}
    </>
  );
}
