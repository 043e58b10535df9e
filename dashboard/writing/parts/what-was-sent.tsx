import type { JSX } from 'preact';
import type { ShipmentAnswer } from '../../../shared/contract/answers/shipments.ts';
import { shipmentPath } from '../../api/paths.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { minus } from '../../figures/exact.ts';
import { rowsIn, textIn } from '../model/values.ts';
import { useFormWords } from '../words/words.ts';
import { useFilling } from '../writing-context.ts';
import type { BesideProps } from './beside.ts';

/** What a waybill says was sent, beside what is typed of it. */
export function WhatWasSent({ place, values, isSummary }: BesideProps): JSX.Element | null {
  const words = useFormWords();
  const number = textIn(values, 'shipmentId').trim() || place.of || '';
  const { answer } = useAnswer<ShipmentAnswer>(shipmentPath(number || '-'), { isAskedAgain: false });
  if (answer === undefined || number === '') return null;
  return (
    <section class="beside" aria-labelledby="sent">
      <h2 id="sent">{words.tell('sent.title')}</h2>
      <ul>
        {answer.lines.map(({ commodity, unit, dispatched, received, lost }) => (
          <li key={commodity}>
            {words.commodity(commodity)}:{' '}
            {words.tell('sent.line', {
              sent: words.quantity(dispatched, unit),
              left: words.quantity(minus(dispatched, received, lost), unit),
            })}
          </li>
        ))}
      </ul>
      {!isSummary && place.form === 'receive' && <AllCame shipment={answer} />}
    </section>
  );
}

/** Types what was sent as what came, where a look at the lorry has shown just that. */
function AllCame({ shipment }: { readonly shipment: ShipmentAnswer }): JSX.Element | null {
  const words = useFormWords();
  const { values, change } = useFilling();
  const coming = shipment.lines.flatMap(({ commodity, unit, dispatched, received, lost }) => {
    const left = minus(dispatched, received, lost);
    return left > 0 && unit !== undefined ? [{ commodity, unit, quantity: String(left), losses: [] }] : [];
  });
  const isBlank = rowsIn(values, 'lines').every((line) => textIn(line, 'quantity').trim() === '');
  if (coming.length === 0 || !isBlank) return null;
  return (
    <button type="button" onClick={() => change(['lines'], coming)}>
      {words.tell('sent.allCame')}
    </button>
  );
}
