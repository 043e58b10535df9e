import type { JSX } from 'preact';
import { hrefOf } from '../../place.ts';
import { useDesk } from '../desk-context.ts';
import { type HandoverRecord, isReplaced } from '../model/records.ts';
import { type DeskWords, useDeskWords } from '../words/words.ts';

/** The facts that a refusal rests on, behind its reason. */
export function factsText(
  words: DeskWords,
  detail: Readonly<Record<string, string | number | boolean>> = {},
): string {
  const facts = Object.entries(detail).map(([name, value]) => {
    const said = typeof value === 'number' ? words.number(value) : String(value);
    return `${words.named('fact', name)}: ${name === 'commodity' ? words.commodity(said) : said}`;
  });
  return facts.length === 0 ? '' : ` (${facts.join(' · ')})`;
}

interface SettlingProps {
  readonly record: HandoverRecord;
  readonly exceptionId?: string | undefined;
  readonly reason?: string | undefined;
}

/** The goods of a refused receipt are out of the door: either they come back, or somebody books them as an over-issue. */
export function Settling({ record, exceptionId, reason }: SettlingProps): JSX.Element {
  const words = useDeskWords();
  const { desk } = useDesk();
  const { settled, key: receipt, householdId: household, orderId } = record;
  if (isReplaced(reason)) return <p class="help">{words.tell('settle.replaced')}</p>;
  if (settled === 'returned') return <p class="help">{words.tell('settle.returned.done')}</p>;
  return (
    <div class="settling">
      {settled === undefined ? (
        <>
          <p>{words.tell('settle.ask')}</p>
          <p class="steps">
            <button type="button" onClick={() => void desk.settle(record, 'returned')}>
              {words.tell('settle.returned')}
            </button>
            <button type="button" onClick={() => void desk.settle(record, 'reported')}>
              {words.tell('settle.reported')}
            </button>
          </p>
        </>
      ) : (
        <p class="help">{words.tell('settle.reported.done')}</p>
      )}
      <p class="help">
        {words.tell('settle.tell', { receipt, household })}{' '}
        {exceptionId !== undefined && (
          <a href={hrefOf(orderId, 'exceptions', exceptionId)}>{words.tell('settle.open')}</a>
        )}
      </p>
    </div>
  );
}
