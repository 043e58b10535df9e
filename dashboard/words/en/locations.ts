/** Texts of locations and their distribution lists. */
import type { Phrases } from '../catalogue.ts';

export const locations = {
  'locations.caption': 'Hubs, centres and stores with entries under this order.',
  'locations.location': 'Location',
  'locations.kind': 'Kind',
  'kind.hub': 'Hub',
  'kind.centre': 'Centre',
  'kind.store': 'Store',
  'location.people': { one: '{count} person', other: '{count} people' },
  'location.balance': 'Balance',
  'location.balance.caption': 'What the books of this location show under this order.',
  'list.caption':
    'Every household that this centre serves, and how much of each commodity it may receive now.',
  'list.caption.notServed':
    'Households that have received nothing yet, and how much of each commodity they may receive now.',
  'list.household': 'Household',
  'list.name': 'Name',
  'list.persons': 'People',
  'list.signature': 'Signature',
  'list.notServed': 'nothing yet',
  'list.print': 'Print',
  'list.desk': 'Handover desk',
  'list.find': 'Find a household',
  'list.none': 'This centre serves no households under this order.',
  'list.noMatch': 'No households match.',
  'list.readAt': 'As of {time}',
} as const satisfies Phrases;
