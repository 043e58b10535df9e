/** Warnings about a file, each a sentence. */
import type { ImportKind } from '../../../shared/files/kinds.ts';
import type { Warning } from '../../../shared/files/warnings.ts';
import { faults } from '../words/faults.ts';

/** `say`: the language; programs are told in English. */
export function warningText(
  kind: ImportKind,
  warning: Warning,
  say: typeof faults.inEnglish = faults,
): string {
  const text = sentenceOf(kind, warning, say);
  return 'line' in warning ? say('warning.line', { line: String(warning.line), warning: text }) : text;
}

function sentenceOf(kind: ImportKind, warning: Warning, say: typeof faults.inEnglish): string {
  switch (warning.is) {
    case 'unknown-goods': {
      const { orderId: order, commodity, meant, goods } = warning;
      return meant === undefined
        ? say('warning.unknown-goods', { order, commodity, goods: goods.join(', ') })
        : say('warning.misspelt-goods', { order, commodity, meant });
    }
    case 'other-unit': {
      const { orderId: order, commodity, planned, unit } = warning;
      return say('warning.other-unit', { order, commodity, planned, unit });
    }
    case 'outside-area':
      return say('warning.outside-area', { order: warning.orderId, place: warning.place });
    case 'beyond-plan': {
      const { place, orderId: order, commodity, unit, quantity, planned } = warning;
      const [much, most] = [String(quantity), String(planned)];
      return say('warning.beyond-plan', {
        place,
        order,
        commodity,
        unit,
        quantity: much,
        planned: most,
        kind,
      });
    }
    case 'other-currency': {
      const { orderId: order, planned, currency } = warning;
      return say('warning.other-currency', { order, planned, currency });
    }
    case 'sent-elsewhere': {
      const { shipmentId: waybill, to, place } = warning;
      return say('warning.sent-elsewhere', { waybill, to, place });
    }
    case 'arrived-before':
      return say('warning.arrived-before', { waybill: warning.shipmentId });
    case 'strangers':
      return say('warning.strangers', { looked: String(warning.looked), unknown: String(warning.unknown) });
  }
}
