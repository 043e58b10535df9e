/** A draft that survives reloads: read from the device, or begun anew, and kept with every change. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { AnswerError } from '../../api/answer-client.ts';
import { useLedger } from '../../api/use-answer.ts';
import { newEventId } from '../device.ts';
import { clockText } from '../model/conversion.ts';
import type { FormKind, FormPlace } from '../model/form.ts';
import type { Values } from '../model/values.ts';
import type { Draft } from '../outbox/sending.ts';
import { useOutbox } from '../writing-context.ts';

export interface DraftReading {
  readonly draft: Draft | undefined;
  /** Why it could not be begun. */
  readonly error: AnswerError | undefined;
  /** Two changes may come before the first is shown, so each says what it does to what is typed by then. */
  readonly change: (changed: (values: Values) => Values) => void;
  /** Throws it away and begins anew. */
  readonly startOver: () => void;
  readonly readAgain: () => void;
}

export function useDraft(kind: FormKind, place: FormPlace, key: string): DraftReading {
  const outbox = useOutbox();
  const { api } = useLedger();
  const [state, setState] = useState<Pick<DraftReading, 'draft' | 'error'>>({
    draft: undefined,
    error: undefined,
  });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    const read = async (): Promise<Draft> => {
      const kept = await outbox.draft(key);
      if (kept !== undefined) return kept;
      const now = clockText(place.zone, new Date()).slice(0, 16);
      return { key, eventId: newEventId(), values: await kind.begin({ ...place, api, now }) };
    };
    read().then(
      (draft) => isCurrent && setState({ draft, error: undefined }),
      (error: unknown) =>
        isCurrent &&
        setState({
          draft: undefined,
          error: error instanceof AnswerError ? error : new AnswerError(String(error)),
        }),
    );
    return () => {
      isCurrent = false;
    };
  }, [key, round]);
  useEffect(() => {
    const reread = (): void => setRound((one) => one + 1);
    addEventListener('draft-reopened', reread);
    return () => removeEventListener('draft-reopened', reread);
  }, []);
  const change = useCallback(
    (changed: (values: Values) => Values) =>
      setState(({ draft }) => {
        if (draft === undefined) return { draft, error: undefined };
        const next = { ...draft, values: changed(draft.values) };
        void outbox.keepDraft(next);
        return { draft: next, error: undefined };
      }),
    [outbox],
  );
  const readAgain = useCallback(() => {
    setState({ draft: undefined, error: undefined });
    setRound((one) => one + 1);
  }, []);
  const startOver = useCallback(() => {
    void outbox.dropDraft(key).then(readAgain);
  }, [outbox, key]);
  return { ...state, change, startOver, readAgain };
}
