import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import { AnswerError } from '../api/answer-client.ts';
import { Answered } from '../page/answered.tsx';
import type { Place } from '../place.ts';

interface WritingProps {
  readonly place: Place;
  readonly orders: readonly OrderAnswer[];
}

type Desk = ComponentType<WritingProps>;

let loaded: Desk | undefined;

/** Everything that writes; loaded when a form is first opened, because most readers never open one. */
export function Writing(props: WritingProps): JSX.Element {
  const [error, setError] = useState<AnswerError>();
  const [Desk, setDesk] = useState<Desk | undefined>(() => loaded);
  useEffect(() => {
    if (Desk !== undefined) return;
    import('./desk.tsx').then(
      (module) => {
        loaded = module.Desk;
        setDesk(() => module.Desk);
      },
      (cause: unknown) => setError(new AnswerError(String(cause))),
    );
  }, []);
  useEffect(() => {
    if (error === undefined) return;
    // A browser loads no part a second time that it could not load; the address and the device hold the rest.
    const again = (): void => location.reload();
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [error]);
  return (
    <Answered reading={{ answer: Desk, error }} onRetry={() => location.reload()}>
      {(Loaded) => <Loaded {...props} />}
    </Answered>
  );
}
