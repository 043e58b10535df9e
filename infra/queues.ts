/** What the queues have to do with each other, and with people. */
import { type QueueName, queueNames } from '../shared/domain/events.ts';

export type ByQueue<T> = { readonly [Q in QueueName]: T };

/** Whatever is booked or refused may be what a note has come before. */
const stockQueues = ['handovers', 'shipment-arrivals', 'stock-counts', 'assurance'] as const;

/** What each queue's worker may change so that held events of other queues become valid. */
export const wakes: ByQueue<readonly QueueName[]> = {
  registrations: queueNames,
  'policy-orders': [
    'policy-orders',
    'shipment-arrivals',
    'handovers',
    'payments',
    'stock-counts',
    'assurance',
  ],
  'shipment-arrivals': stockQueues,
  handovers: stockQueues,
  'stock-counts': stockQueues,
  payments: ['payments', 'assurance'],
  assurance: ['assurance'],
};

/** What people notice while a queue stands still. */
export const impacts: ByQueue<string> = {
  registrations: 'Centres turn away new and moved households, because the books do not know them yet.',
  'policy-orders': 'New and amended orders have no effect, and handovers under them are held.',
  'shipment-arrivals': 'Goods that have arrived are missing from the books, and handovers of them are held.',
  handovers:
    'Stock cards and household accounts show too little handed out, so a household could draw twice.',
  payments: 'Stipends that were paid still show as due, so a household could be paid twice.',
  'stock-counts':
    'Counts and losses are missing from the books, so missing goods are not listed as anomalies.',
  assurance:
    'What households say and what people found out is not shown, so nobody answers, and others look into it again.',
};
