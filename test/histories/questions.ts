/** Every question of the contract that can be asked of the books as they are, by kind. */
import type { Journal } from './journal.ts';

/** Payers that have a cash book. */
export const payersOf = (journal: Journal): readonly string[] => [
  ...new Set([...journal.cashBooks.keys()].map((key) => key.slice(0, key.indexOf('/')))),
];

const centresOf = (journal: Journal): readonly string[] =>
  [...journal.locations.values()].flatMap(({ locationId, kind }) => (kind === 'centre' ? [locationId] : []));

/** Questions that can be asked of the past. */
export const datedQuestions = (journal: Journal): readonly string[] => [
  ...[...journal.orders.keys()].map((id) => `/orders/${id}/reconciliation`),
  ...[...journal.households.keys()].flatMap((id) => [`/households/${id}`, `/households/${id}/ledger`]),
  ...[...journal.locations.keys()].map((id) => `/locations/${id}/ledger`),
  ...payersOf(journal).map((id) => `/payers/${id}/ledger`),
];

const distributionLists = (journal: Journal): readonly string[] =>
  centresOf(journal).flatMap((centreId) =>
    [...journal.orders.keys()].map(
      (orderId) => `/locations/${centreId}/distribution-list?orderId=${orderId}`,
    ),
  );

/** Lists and reports: what comes as a table too. */
export const tableQuestions = (journal: Journal): readonly string[] => [
  '/orders',
  '/locations',
  '/exceptions',
  '/anomalies',
  '/seals',
  ...datedQuestions(journal).filter((path) => /ledger|reconciliation/.test(path)),
  ...distributionLists(journal),
];

/** All there is. */
export const allQuestions = (journal: Journal): readonly string[] => [
  ...tableQuestions(journal),
  ...[...journal.orders.keys()].map((id) => `/orders/${id}`),
  ...[...journal.households.keys()].map((id) => `/households/${id}`),
  ...[...journal.locations.keys()].map((id) => `/locations/${id}`),
  ...[...journal.waybills.keys()].map((id) => `/shipments/${encodeURIComponent(id)}`),
];
