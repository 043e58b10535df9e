import type { JSX } from 'preact';

interface FindingPartsProps {
  readonly parts: readonly (string | undefined)[];
}

/** What a finding of a list is about, beside each other; no id is broken in two while it fits a line. */
export const FindingParts = ({ parts }: FindingPartsProps): JSX.Element => (
  <span class="finding-parts">
    {parts.map((part) => part !== undefined && <span key={part}>{part}</span>)}
  </span>
);
