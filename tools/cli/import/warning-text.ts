/** Warnings about a file, each a sentence. */
import type { ImportKind } from '../../../shared/files/kinds.ts';
import type { Warning } from '../../../shared/files/warnings.ts';

export function warningText(kind: ImportKind, warning: Warning): string {
  switch (warning.is) {
    case 'unknown-goods': {
      const { line, orderId, commodity, meant, goods } = warning;
      const hint = meant === undefined ? `it has ${goods.join(', ')}` : `is it ${meant}?`;
      return `line ${line}: ${orderId} has no ${commodity}; ${hint}`;
    }
    case 'other-unit': {
      const { line, orderId, commodity, planned, unit } = warning;
      return `line ${line}: ${orderId} has ${commodity} in ${planned}, which ${unit} is no unit of`;
    }
    case 'outside-area':
      return `line ${warning.line}: ${warning.orderId} does not cover ${warning.place}`;
    case 'beyond-plan': {
      const { place, orderId, commodity, unit, quantity, planned } = warning;
      const amounts = `${quantity} ${unit} where ${orderId} plans ${planned} ${unit} in all`;
      return `${place}: the file has ${commodity} of ${amounts}; is a unit wrong? (${kind})`;
    }
    case 'other-currency': {
      const { line, orderId, planned, currency } = warning;
      return `line ${line}: ${orderId} pays in ${planned}, not ${currency}`;
    }
    case 'sent-elsewhere': {
      const { line, shipmentId, to, place } = warning;
      return `line ${line}: ${shipmentId} was sent to ${to}, not to ${place}`;
    }
    case 'arrived-before':
      return `line ${warning.line}: ${warning.shipmentId} has arrived already; is it reported twice?`;
    case 'strangers': {
      const { looked, unknown } = warning;
      return `of ${looked} households of the file, ${unknown} are not in the registry; is it the file of another centre?`;
    }
  }
}
