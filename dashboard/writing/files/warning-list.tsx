import type { JSX } from 'preact';
import type { Warning } from '../../../shared/files/warnings.ts';
import { type FormWords, useFormWords } from '../words/words.ts';

interface WarningListProps {
  readonly warnings: readonly Warning[];
  readonly isLookedAt: boolean;
  readonly onLookedAt: (isLookedAt: boolean) => void;
}

/** Most warnings on show. */
const shown = 100;

/** What is nearly certainly wrong in a file, to be looked at before it is sent all the same. */
export function WarningList({ warnings, isLookedAt, onLookedAt }: WarningListProps): JSX.Element {
  const words = useFormWords();
  return (
    <section class="file-warnings" aria-labelledby="file-warnings">
      <h3 id="file-warnings">{words.tell('file.warnings', { count: warnings.length })}</h3>
      <ul>
        {warnings.slice(0, shown).map((warning) => (
          <li key={JSON.stringify(warning)} class="notice" data-warning={warning.is}>
            {warningText(words, warning)}
          </li>
        ))}
      </ul>
      {warnings.length > shown && <p>{words.tell('file.more', { count: warnings.length - shown })}</p>}
      <p>{words.tell('file.warnings.how')}</p>
      <label class="choice">
        <input
          type="checkbox"
          checked={isLookedAt}
          onChange={({ currentTarget }) => onLookedAt(currentTarget.checked)}
        />
        <span>{words.tell('file.warnings.anyway')}</span>
      </label>
    </section>
  );
}

function warningText(words: FormWords, warning: Warning): string {
  const inLine = (text: string): string =>
    'line' in warning ? `${words.tell('file.row', { line: warning.line })}: ${text}` : text;
  switch (warning.is) {
    case 'unknown-goods': {
      const { orderId: order, commodity, meant, goods } = warning;
      return inLine(
        meant === undefined
          ? words.tell('file.warning.unknown-goods', { order, commodity, goods: goods.join(', ') })
          : words.tell('file.warning.misspelt-goods', { order, commodity, meant }),
      );
    }
    case 'other-unit': {
      const { orderId: order, commodity } = warning;
      const [planned, unit] = [words.unit(warning.planned), words.unit(warning.unit)];
      return inLine(
        words.tell('file.warning.other-unit', {
          order,
          commodity: words.commodity(commodity),
          planned,
          unit,
        }),
      );
    }
    case 'outside-area':
      return inLine(
        words.tell('file.warning.outside-area', { order: warning.orderId, place: warning.place }),
      );
    case 'beyond-plan': {
      const { place, orderId: order, commodity, unit, quantity, planned } = warning;
      return words.tell('file.warning.beyond-plan', {
        place,
        order,
        commodity: words.commodity(commodity),
        quantity: words.quantity(quantity, unit),
        planned: words.quantity(planned, unit),
      });
    }
    case 'other-currency': {
      const { orderId: order, planned, currency } = warning;
      return inLine(words.tell('file.warning.other-currency', { order, planned, currency }));
    }
    case 'sent-elsewhere': {
      const { shipmentId: waybill, to, place } = warning;
      return inLine(words.tell('file.warning.sent-elsewhere', { waybill, to, place }));
    }
    case 'arrived-before':
      return inLine(words.tell('file.warning.arrived-before', { waybill: warning.shipmentId }));
    case 'strangers':
      return words.tell('file.warning.strangers', { looked: warning.looked, unknown: warning.unknown });
  }
}
