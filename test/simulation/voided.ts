/** What takes an event back: for each entry of it one that cancels it out, on every account. */
import { type Amounts, addAmounts, isNothing, negateAmounts } from '../../shared/domain/quantity.ts';
import type { Entry } from '../../shared/ledger/entry.ts';

/** Receipts and payments stand; what is on its way to a place follows from its waybills, and is held by another promise. */
const isReversed = ({ account, group }: Entry): boolean =>
  !/^(household|inbound):/.test(account) && (group === undefined || account.startsWith('hub:'));

const nameOf = ({ account, seq }: Entry): string => `${account}@${seq}`;

/** Says what is left of an event that was taken back; `undefined` where it is nothing. */
export function leftOver(event: string, by: string, entries: readonly Entry[]): string | undefined {
  const own = entries.filter((entry) => entry.event === event && isReversed(entry));
  const takers = entries.filter((entry) => entry.event === by && entry.type === 'void');
  const sent = own.some(({ type }) => type === 'arrival');
  let recalled: Amounts = new Map();
  for (const entry of own) {
    const takenBy = takers.filter(
      ({ account, reverses }) => account === entry.account && reverses === nameOf(entry),
    );
    if (entry.counted !== undefined) {
      if (takenBy.length !== 1) return `${nameOf(entry)} was counted, and ${takenBy.length} took it back`;
      continue;
    }
    const lines = addAmounts(entry.lines, ...takenBy.map((taker) => taker.lines));
    const money = [entry, ...takenBy].reduce((sum, each) => sum + (each.money ?? 0n), 0n);
    // A hub's shares are recalled but for those that a centre confirmed.
    if (sent && entry.type === 'dispatch') {
      const taken = addAmounts(...takenBy.map((taker) => taker.lines));
      const isWaybill = entry.account.startsWith('shipment:');
      recalled = addAmounts(recalled, taken);
      if (isWaybill && takenBy.length > 0 && !isNothing(lines))
        return `${nameOf(entry)} was recalled in part`;
      continue;
    }
    if (!isNothing(lines) || money !== 0n)
      return `${nameOf(entry)} leaves ${[...lines].join('; ')} and ${money}`;
  }
  return isNothing(recalled)
    ? undefined
    : `shares: ${[...negateAmounts(recalled)].join('; ')} more recalled from waybills than to the hub`;
}
