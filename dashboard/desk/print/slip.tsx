/** The slip for a household: what it got, when, where, the receipt's number, and the way to its card. */
import type { JSX } from 'preact';
import { encode } from 'uqr';
import { instantText } from '../../figures/instants.ts';
import type { DeskList } from '../model/list.ts';
import type { HandoverRecord } from '../model/records.ts';
import type { DeskWords } from '../words/words.ts';
import { printAlone } from './printing.ts';

export interface SlipProps {
  readonly record: HandoverRecord;
  /** The code of the household's card, where the card was scanned: no desk can make one. */
  readonly token: string | undefined;
  readonly words: DeskWords;
  readonly list: DeskList | undefined;
}

export const printSlip = (slip: SlipProps): void => printAlone(<Slip {...slip} />);

function Slip({ record, token, words, list }: SlipProps): JSX.Element {
  const { key, householdId, at, lines, collectedBy } = record;
  const page = new URL('card', document.baseURI);
  page.hash = token ?? '';
  const address = page.href;
  return (
    <article class="slip">
      <h1>{words.tell('slip.title')}</h1>
      <p>{words.tell('slip.number', { number: key })}</p>
      <p>{words.tell('slip.household', { household: householdId })}</p>
      {collectedBy !== undefined && <p>{words.tell('slip.by', { name: collectedBy })}</p>}
      <ul>
        {lines.map(({ commodity, quantity, unit }) => (
          <li key={commodity}>
            {words.commodity(commodity)} <strong>{words.quantity(quantity, unit)}</strong>
          </li>
        ))}
      </ul>
      <p>{words.tell('slip.where', { centre: list?.centreName ?? record.centreId })}</p>
      <p>{words.tell('slip.when', { time: instantText(words.locale, at) })}</p>
      {list !== undefined && <p>{words.tell('slip.order', { title: list.title })}</p>}
      <Code text={address} />
      <p class="help">{words.tell('slip.code', { address: `${page.origin}${page.pathname}` })}</p>
    </article>
  );
}

/** A QR code as one path: no picture from elsewhere, and sharp on any printer. */
function Code({ text }: { readonly text: string }): JSX.Element {
  const { size, data } = encode(text, { border: 2 });
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg class="code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label="QR">
      <path d={path} />
    </svg>
  );
}
