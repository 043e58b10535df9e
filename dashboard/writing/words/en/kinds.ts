/** Titles of the forms, and what stands beside their fields. */
import type { Phrases } from '../../../words/catalogue.ts';

export const kinds = {
  'form.receive': 'Receive a waybill',
  'form.receive.about': 'Type what came undamaged, and what was lost on the way. Count it at the lorry.',
  'form.dispatch': 'Dispatch goods',
  'form.dispatch.about': 'The goods leave the stock of the location that they are sent from.',
  'form.close': 'Close a waybill',
  'form.close.about': 'Nothing more is expected of it. What still arrives later is booked as surplus.',
  'form.count': 'Count stock',
  'form.count.about':
    'Count what lies there, and type each kind of goods, also those of which nothing is left (0).',
  'form.lose': 'Record a loss',
  'form.lose.about': 'Goods that were spoiled, damaged, spilled or stolen where they lay.',
  'form.transfer': 'Move goods to another order',
  'form.transfer.about': 'The goods stay where they are, and belong to another order from then on.',
  'form.locations': 'Register locations',
  'form.locations.about':
    'A hub receives and passes goods on, a centre serves households, a store keeps or sells. Registering one again changes its name or kind.',
  'form.households': 'Register households',
  'form.households.about':
    'Registering a household again changes who belongs to it from that day on, or moves it to this centre.',
  'form.leave': 'Take a household off the registry',
  'form.leave.about': 'Nothing more is handed over or paid to it. What it received stays in the books.',
  'form.erase': "Erase a household's name",
  'form.erase.about': 'The name and the neighbourhood are forgotten for good. This cannot be undone.',
  'count.differences': 'Compared with the books',
  'count.books': 'In the books now',
  'count.counted': 'Counted',
  'count.difference': 'Difference',
  'count.differs':
    'A difference is booked as a count variance and listed as an anomaly until it is explained. Before you send it, count again, and look for a document that is missing.',
  'count.agrees': 'The count agrees with the books.',
  'count.print': 'Print a blank sheet',
  'shelf.title': 'On hand by the books',
  'shelf.empty': 'The books hold nothing there under this order.',
  'shelf.left': '{quantity} left',
  'shelf.short': '{quantity} more than is there',
  'sent.title': 'What was sent',
  'sent.allCame': 'Everything came as sent',
} as const satisfies Phrases;
