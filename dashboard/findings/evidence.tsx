import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useWords } from '../words/words.ts';

interface EvidenceProps {
  /** What it is the evidence of; undefined while nothing is chosen. */
  readonly of: string | undefined;
  readonly children: ComponentChildren;
}

/** The evidence of what is chosen in a list; takes the focus as something is chosen. */
export function Evidence({ of, children }: EvidenceProps): JSX.Element {
  const words = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    // Who types already is not taken away by what comes late.
    if (of === undefined || document.activeElement?.matches('input, select, textarea') === true) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: 'nearest' });
  }, [of]);
  return (
    <section class="panel evidence" aria-labelledby="evidence">
      <h2 id="evidence" ref={heading} tabIndex={-1}>
        {words.say('exceptions.evidence')}
      </h2>
      {children}
    </section>
  );
}
