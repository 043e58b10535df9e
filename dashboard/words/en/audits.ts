/** Texts of audits by visits. */
import type { Phrases } from '../catalogue.ts';

export const audits = {
  'view.audits': 'Audits by visits',
  'audits.why':
    'An audit draws receipts by a seed that was rolled in public, has people visit those households, and says what the visits prove of all receipts together.',
  'audits.none': 'No audit has been opened under this order.',
  'audits.id': 'Audit',
  'audits.of': 'Audited',
  'audits.visits': 'Visits',
  'audits.p': 'p',
  'audits.status': 'Status',
  'audits.open': 'Open',
  'audits.confirmed': 'Confirmed',
  'audit.proved.goods':
    'With {confidence} % confidence, at most {tolerance} of the {standing} of {commodity} booked as handed over did not reach a household.',
  'audit.proved.money':
    'With {confidence} % confidence, at most {tolerance} of the {standing} booked as paid did not reach a household.',
  'audit.notYet': {
    one: 'Nothing is proved yet: {count} more visit is needed if it finds all.',
    other: 'Nothing is proved yet: {count} more visits are needed if each of them finds all.',
  },
  'audit.further': 'Nothing is proved yet: the visits found too little. Visit further draws.',
  'audit.never':
    'Nothing is proved, and by this method it cannot be any more: a receipt was not found at all. Count everything, or open another audit.',
  'audit.finality': 'Draw {draw} confirmed it. That answer is final.',
  'audit.seal': 'Seal',
  'audit.seed': 'Seed',
  'audit.method': 'Method',
  'audit.population': 'Drawn from',
  'audit.receipts': {
    one: '{count} receipt of {total}, of which {returned} was returned',
    other: '{count} receipts of {total} in all, of which {returned} was returned',
  },
  'audit.tolerance': 'Tolerance',
  'audit.risk': 'Risk of confirming wrongly',
  'audit.percent': '{figure} %',
  'audit.infinite': 'infinite',
  'audit.chart': 'How p falls with each visit',
  'audit.chart.label':
    'p after each of {count} visits, from 1 down to {p}. The audit is confirmed at {risk} or less.',
  'audit.chart.none': 'p stands at 1 until the first visit.',
  'audit.chart.risk': 'confirmed from here down',
  'audit.short': 'Where least was found',
  'audit.short.none': 'Every visit found all that is recorded.',
  'audit.draw': 'Draw',
  'audit.receipt': 'Receipt',
  'audit.household': 'Household',
  'audit.missing': 'Missing',
  'audit.share': 'Share',
  'visits.title': 'Whom to visit',
  'visits.why':
    'Visit the draws in their order as far as you can: a gap stops the count. Ask what the household got, before you say what is recorded.',
  'visits.count': 'How many draws',
  'visits.nowhere': 'Neighbourhood not known',
  'visits.recorded': 'Recorded',
  'visits.on': 'Handed over on',
  'visits.found': 'Found',
  'visits.void': 'returned: no visit',
  'visits.signature': 'Visited on, by whom, what was found',
} as const satisfies Phrases;
