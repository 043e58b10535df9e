/** Waybills, each with its chain. */
import { shipmentAccount } from '../domain/accounts.ts';
import { shipmentsSubject } from '../ledger/keys.ts';
import { ShipmentChain } from '../ledger/shipment-chain.ts';
import type { Chains } from './chains.ts';
import type { Page, Tables } from './tables.ts';

export class Shipments {
  readonly #tables: Tables;
  readonly #chains: Chains;

  constructor(tables: Tables, chains: Chains) {
    this.#tables = tables;
    this.#chains = chains;
  }

  /** S11: one waybill; one of which nothing is known is empty. */
  async get(shipmentId: string): Promise<ShipmentChain> {
    const [chain] = await this.all([shipmentId]);
    return chain ?? new ShipmentChain(shipmentId, []);
  }

  /** S11: waybills by id, each with its whole chain, which is a few entries; unknown ones are empty. */
  async all(shipmentIds: readonly string[]): Promise<readonly ShipmentChain[]> {
    const chains = await this.#chains.entries('stock', shipmentIds.map(shipmentAccount));
    return shipmentIds.map((id) => new ShipmentChain(id, chains.get(shipmentAccount(id)) ?? []));
  }

  /** S9: a page of the waybills under an order, by number, from one on (that one included) or after one. */
  async idsPage(
    orderId: string,
    limit: number,
    begin: { readonly from?: string; readonly after?: string },
  ): Promise<Page<string>> {
    const page = await this.#tables.page('stock', shipmentsSubject(orderId), { limit, ...begin });
    return { items: page.items.map(({ item }) => item), next: page.next };
  }
}
