import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { AnswerError } from '../../api/answer-client.ts';
import { Answered } from '../../page/answered.tsx';

interface FilesProps {
  readonly orderId: string | undefined;
  readonly of: string | undefined;
}

/** The view of files, loaded when it is first opened: what reads workbooks is larger than all forms. */
export function Files(props: FilesProps): JSX.Element {
  const [View, setView] = useState<ComponentType<FilesProps>>();
  const [error, setError] = useState<AnswerError>();
  useEffect(() => {
    import('./file-view.tsx').then(
      ({ FileView }) => setView(() => FileView),
      (cause: unknown) => setError(new AnswerError(String(cause))),
    );
  }, []);
  return (
    <Answered reading={{ answer: View, error }} onRetry={() => location.reload()}>
      {(Loaded) => <Loaded {...props} />}
    </Answered>
  );
}
