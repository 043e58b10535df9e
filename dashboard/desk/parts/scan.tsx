import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { causeOf } from '../desk-context.ts';
import { useDeskWords } from '../words/words.ts';

/** Reads a card with the camera; whatever reads codes is loaded only then. */
export function Scan({ onCode }: { readonly onCode: (code: string) => void }): JSX.Element {
  const words = useDeskWords();
  const [isOn, setOn] = useState(false);
  const [said, setSaid] = useState<string>();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (!isOn || video.current === null) return;
    const leaving = new AbortController();
    const place = video.current;
    import('../scanner/scanner.ts')
      .then(({ scan }) => scan(place, leaving.signal))
      .then((code) => {
        if (leaving.signal.aborted || code === undefined) return;
        setOn(false);
        onCode(code);
      })
      .catch((error: unknown) => {
        setOn(false);
        setSaid(causeOf(words, error));
      });
    return () => leaving.abort();
  }, [isOn]);
  return (
    <div class="scan">
      <button
        type="button"
        aria-pressed={isOn}
        onClick={() => {
          setSaid(undefined);
          setOn(!isOn);
        }}
      >
        {words.tell(isOn ? 'scan.stop' : 'find.scan')}
      </button>
      {isOn && (
        <>
          <p role="status">{words.tell('scan.hold')}</p>
          <video ref={video} muted playsInline />
        </>
      )}
      {said !== undefined && (
        <p role="alert" class="fault">
          {words.tell('scan.failed', { said })}
        </p>
      )}
    </div>
  );
}
