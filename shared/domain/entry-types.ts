/** What an entry of the journal records, by the names of the public contract. */
export const entryTypes = [
  'dispatch',
  'arrival',
  'loss',
  'handover',
  'return',
  'count-variance',
  'payment',
  'reversal',
  'funding',
  'transfer',
  'closing',
  'void',
] as const;
export type EntryType = (typeof entryTypes)[number];
