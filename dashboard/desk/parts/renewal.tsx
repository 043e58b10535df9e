import type { JSX } from 'preact';
import { useDesk, useOnline } from '../desk-context.ts';
import { useDeskWords } from '../words/words.ts';
import { useTaking } from './use-taking.ts';

/** Takes the newest list along, or leads to another one. */
export function Renewal({ onTake }: { readonly onTake: () => void }): JSX.Element {
  const words = useDeskWords();
  const { desk } = useDesk();
  const isOnline = useOnline();
  const { said, isTaking, take } = useTaking();
  const renew = (): void => {
    const { list } = desk;
    if (list === undefined) return;
    const { orderId, title, endsOn, centreId, centreName, part } = list;
    const order = { orderId, title, ...(endsOn !== undefined && { endsOn }) };
    void take(async () => {
      await desk.sync();
      await desk.take({ order, centreId, centreName, part });
    });
  };
  return (
    <>
      <p class="actions">
        <button type="button" disabled={!isOnline || isTaking} onClick={renew}>
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
