import type { JSX } from 'preact';
import type { DeskRecord } from '../model/records.ts';
import { useDeskWords } from '../words/words.ts';

/** What was recorded, in words. */
export function RecordText({ record }: { readonly record: DeskRecord }): JSX.Element {
  const words = useDeskWords();
  if (record.kind === 'missed')
    return <span>{[words.tell(`missed.${record.reason}`), record.note].filter(Boolean).join(' · ')}</span>;
  const goods = record.lines.map(
    ({ commodity, quantity, unit }) => `${words.commodity(commodity)} ${words.quantity(quantity, unit)}`,
  );
  return <span>{[goods.join(', '), record.collectedBy].filter(Boolean).join(' · ')}</span>;
}
