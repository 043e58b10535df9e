/** Texts of exceptions and anomalies. */
import type { Phrases } from '../catalogue.ts';

export const findings = {
  'exceptions.title.held': 'Held',
  'exceptions.title.rejected': 'Rejected',
  'exceptions.held.why':
    'These items are waiting for something, such as a registration or an arrival. When it comes, they are tried again automatically.',
  'exceptions.rejected.why': 'These items cannot be booked. The reason and the original message are kept.',
  'exceptions.none.held': 'Nothing is held.',
  'exceptions.none.rejected': 'Nothing has been rejected.',
  'exceptions.none.soFar': 'Nothing found so far. Show more to keep looking.',
  'exceptions.gone':
    'This item is not among those shown. It may have been booked since, or it may be further down the list.',
  'exceptions.reason': 'Reason code',
  'exceptions.recorded': 'Recorded',
  'exceptions.document': 'Document',
  'exceptions.type': 'Message type',
  'exceptions.source': 'Sender',
  'exceptions.event': 'Message number',
  'exceptions.facts': 'Why it was not booked',
  'exceptions.original': 'Message as received',
  'exceptions.evidence': 'Details',
  'exceptions.choose': 'Choose an item to see its details.',
  'exceptions.location': 'Location',
  'exceptions.household': 'Household',
  'exceptions.payer': 'Payer',
  'anomalies.why':
    'These findings are unusual and need to be explained. Many have an ordinary cause, such as a typing mistake.',
  'anomalies.none': 'There are no anomalies under this order.',
  'anomalies.quantity': 'Quantity',
  'anomalies.references': 'References',
  'anomalies.collectedBy': 'Collected by',
  'anomalies.entries': 'Stock card entries',
  'anomalies.noEntries': 'The latest stock card entries do not mention it.',
  'anomaly.shortfall': 'Shortfall',
  'anomaly.surplus': 'Surplus',
  'anomaly.count-variance': 'Count variance',
  'anomaly.unexplained-loss': 'Unexplained loss',
  'anomaly.shared-collector': 'Same collector for many households',
  'anomaly.backdated-registration': 'Backdated registration',
  'anomaly.tampering': 'Tampering',
  'anomaly.over-issue': 'Issued beyond entitlement',
  'anomaly.disputed-receipt': 'Disputed receipt',
  'anomaly.unplanned-goods': 'Unplanned goods',
  'anomaly.diverted': 'Arrived elsewhere',
  'anomaly.outside-area': 'Outside the area',
  'anomaly.repeated-arrival': 'Arrival reported again',
  'anomaly.beyond-plan': 'Beyond the plan',
  'anomaly.shortfall.about':
    'Part of the waybill has not arrived. Ask the sender and the carrier where it is, and close the waybill if nothing more will come.',
  'anomaly.surplus.about':
    'More arrived than was sent. Ask the sender whether the dispatch or the arrival was typed wrongly.',
  'anomaly.count-variance.about':
    'A count found more or less than the books hold. Count again, and look for a document that is missing.',
  'anomaly.unexplained-loss.about':
    'Goods were stolen, delivered short, or are missing without a reason. Ask the location what happened.',
  'anomaly.shared-collector.about':
    'One person collected for more than five households. Ask those households whether they sent that person.',
  'anomaly.backdated-registration.about':
    'A registration that came later would have changed what a household was due. Check it against the papers.',
  'anomaly.tampering.about':
    'A stored entry was changed or removed behind the books. Follow the runbook before anything else.',
  'anomaly.over-issue.about':
    'More was handed over than the order allows. Read the reason that was given, and ask the centre if it is not enough.',
  'anomaly.disputed-receipt.about':
    'A household or a visitor found less than the books say. Visit the household and the centre.',
  'anomaly.unplanned-goods.about':
    'The order neither rations nor pledges this commodity. Check whether its name was typed wrongly; if so, void the document and send it again.',
  'anomaly.diverted.about':
    'The goods arrived elsewhere than they were sent. Check which of the two places was typed wrongly, or ask why they were diverted.',
  'anomaly.outside-area.about':
    'The goods went to a centre that the order does not cover. Check whether the centre was typed wrongly, or amend the order.',
  'anomaly.repeated-arrival.about':
    'The same waybill, place and quantities were reported again without a dispatch. If it was one lorry, void one of the arrivals.',
  'anomaly.beyond-plan.about':
    'More came in than was planned and pledged together. Check whether a unit was typed wrongly, such as t for kg.',
} as const satisfies Phrases;
