/** Texts of waybills. */
import type { Phrases } from '../catalogue.ts';

export const shipments = {
  'pipeline.title': 'Shipments',
  'pipeline.none': 'No shipments have been dispatched yet.',
  'pipeline.caption': 'Waybills under this order, line by line.',
  'pipeline.waybill': 'Waybill',
  'pipeline.route': 'From and to',
  'pipeline.state': 'Status',
  'pipeline.sent': 'Dispatched',
  'pipeline.arrived': 'Received undamaged',
  'pipeline.filter': 'Show',
  'pipeline.filter.all': 'all waybills',
  'pipeline.filter.in-transit': 'in transit',
  'pipeline.filter.part-arrived': 'partly arrived',
  'pipeline.filter.arrived': 'arrived',
  'pipeline.filter.differing': 'short, lost or over',
  'pipeline.all': 'All waybills',
  'pipeline.shares': 'Shares sent on to centres',
  'pipeline.carrier': 'Carrier: {carrier}',
  'way.coming': 'On the way here',
  'way.nothing': 'Nothing is on its way here.',
  'way.come': 'Arrived',
  'way.noneYet':
    'No waybill sent here has arrived yet. Goods that came without a dispatch are on the stock card.',
  'way.all': 'All waybills sent here',
  'pipeline.noMatch': 'No waybills match.',
  'status.in-transit': 'In transit',
  'status.part-arrived': 'Partly arrived',
  'status.arrived': 'Arrived',
  'status.closed': 'Closed',
} as const satisfies Phrases;
