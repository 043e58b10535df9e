/** The centres that a hub supplies and an order covers: what each has, and what is on its way to it. */

import { inboundAccount, locationAccount } from '../../shared/domain/accounts.ts';
import type { Order } from '../../shared/domain/order.ts';
import type { Plan } from '../../shared/domain/plan.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import { entryKey } from '../../shared/ledger/keys.ts';
import type { ShipmentChain } from '../../shared/ledger/shipment-chain.ts';
import { FaultError, maxAttempts } from '../../shared/posting/retry-on-conflict.ts';
import type { Store } from '../../shared/store/store.ts';

/** Centres whose books are read side by side: half the sockets of the client. */
const centresAtOnce = 25;

export interface SuppliedCentre extends Supply {
  readonly centreId: string;
  readonly plan: Plan;
  /** The waybill its share goes under. */
  readonly chain: ShipmentChain;
}

interface Supply {
  readonly tail: Entry | undefined;
  readonly inboundTail: Entry | undefined;
}

/** The waybill of a centre's share of what arrived at a hub. */
export const shareId = (shipmentId: string, centreId: string): string => `${shipmentId}/${centreId}`;

export async function suppliedCentres(
  journal: Store,
  { orderId, revision }: Order,
  hubId: string,
  shipmentId: string,
): Promise<readonly SuppliedCentre[]> {
  const [plans, locations] = await Promise.all([
    journal.plans.ofRevision(orderId, revision),
    journal.locations.all(),
  ]);
  const supplied = new Set(
    locations
      .filter(({ kind, suppliedBy }) => kind === 'centre' && suppliedBy === hubId)
      .map(({ locationId }) => locationId),
  );
  const covered = plans.filter(({ centreId }) => supplied.has(centreId));
  const chains = await journal.shipments.all(covered.map(({ centreId }) => shareId(shipmentId, centreId)));
  const centres: SuppliedCentre[] = [];
  for (let start = 0; start < covered.length; start += centresAtOnce) {
    const part = covered.slice(start, start + centresAtOnce);
    const supplies = await suppliesOf(
      journal,
      orderId,
      part.map(({ centreId }) => centreId),
    );
    for (const [index, centre] of part.entries()) {
      const chain = chains[start + index];
      const supply = supplies[index];
      if (chain !== undefined && supply !== undefined) centres.push({ ...centre, ...supply, chain });
    }
  }
  return centres;
}

/**
 * What centres have, and what is on its way to them, by their last entries.
 *
 * Guarantees: what arrives meanwhile is one or the other, never both or neither: a book is read while nothing changes
 * of what is on its way. Errors: a fault where that goes on changing.
 */
async function suppliesOf(
  journal: Store,
  orderId: string,
  centreIds: readonly string[],
): Promise<readonly Supply[]> {
  const onTheirWay = centreIds.map((centreId) => inboundAccount(centreId, orderId));
  for (let tries = 1; tries <= maxAttempts; tries += 1) {
    const inboundTails = await Promise.all(
      onTheirWay.map((account) => journal.chains.tail('stock', account)),
    );
    const tails = await Promise.all(
      centreIds.map((centreId) => journal.chains.tail('stock', locationAccount('centre', centreId, orderId))),
    );
    const grown = await journal.records(
      'stock',
      onTheirWay.map((account, index) => entryKey('stock', account, (inboundTails[index]?.seq ?? 0) + 1)),
    );
    if (grown.every((next) => next === undefined))
      return tails.map((tail, index) => ({ tail, inboundTail: inboundTails[index] }));
  }
  throw new FaultError(
    `What is on its way to ${centreIds.length} centres changed ${maxAttempts} times while it was read`,
  );
}
