/** What a household may speak of: orders, and its own receipts and payments. */
import {
  counterpartyId,
  householdGoodsAccount,
  householdStipendAccount,
} from '../../shared/domain/accounts.ts';
import type { Store } from '../../shared/store/store.ts';
import type { HouseholdCardDependencies } from './household-card.ts';

export const documentsIn = (journal: Store): Pick<HouseholdCardDependencies, 'documentOf' | 'hasOrder'> => ({
  async documentOf(householdId, orderId, { reference, isMoney }) {
    const accounts = [
      householdGoodsAccount(householdId, orderId),
      householdStipendAccount(householdId, orderId),
    ];
    const chains = await journal.chains.entries('ledgers', accounts);
    // A number may name one of each.
    const found = (isMoney ? accounts.toReversed() : accounts)
      .flatMap((account) => chains.get(account) ?? [])
      .find((entry) => entry.reference === reference && entry.reverses === undefined);
    if (found === undefined) return undefined;
    const { currency, counterparty } = found;
    return currency === undefined ? { locationId: counterpartyId(counterparty) } : { currency };
  },
  async hasOrder(orderId) {
    return (await journal.orders.asOf(orderId)) !== undefined;
  },
});
