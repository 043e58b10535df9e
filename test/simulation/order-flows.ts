/** What moved under an order, summed from the lines of entries alone: no running total is believed. */
import { type Amounts, amountOf } from '../../shared/domain/quantity.ts';
import type { Entry } from '../../shared/ledger/entry.ts';

/** What moved of one commodity. Units: base units. */
export interface Flows {
  /** From outside, what was lost on arrival included. */
  received: bigint;
  handedOver: bigint;
  lost: bigint;
  onHand: bigint;
  inTransit: bigint;
  variance: bigint;
}

/** Of one commodity of one waybill. */
interface Carried {
  arrived: bigint;
  fromStock: bigint;
  /** What came of what a location had sent. */
  transferred: bigint;
}

const isStockBook = (account: string): boolean => /^(centre|hub|store):/.test(account);

export class OrderFlows {
  readonly #flows = new Map<string, Flows>();
  readonly #carried = new Map<string, Carried>();

  get commodities(): ReadonlyMap<string, Readonly<Flows>> {
    return this.#flows;
  }

  add({ account, type, lines, counterparty }: Entry): void {
    if (account.startsWith('household:')) {
      this.#each(lines, (flows, quantity) => {
        flows.handedOver += quantity;
      });
    } else if (account.startsWith('shipment:')) {
      const isFromStock = type === 'dispatch' && !counterparty.startsWith('source:');
      for (const commodity of lines.keys()) this.#carry(account, commodity, type, isFromStock, lines);
    } else if (isStockBook(account)) {
      this.#each(lines, (flows, quantity) => {
        flows.onHand += quantity;
        if (type === 'loss') flows.lost -= quantity;
        if (type === 'count-variance') flows.variance += quantity;
        if (type === 'dispatch') flows.inTransit -= quantity;
      });
    }
  }

  #carry(
    account: string,
    commodity: string,
    type: Entry['type'],
    isFromStock: boolean,
    lines: Amounts,
  ): void {
    const flows = this.#of(commodity);
    const name = `${account}\n${commodity}`;
    const carried = this.#carried.get(name) ?? { arrived: 0n, fromStock: 0n, transferred: 0n };
    this.#carried.set(name, carried);
    const quantity = amountOf(lines, commodity);
    if (isFromStock) carried.fromStock += quantity;
    if (type === 'arrival') {
      carried.arrived -= quantity;
      flows.received -= quantity;
    }
    const { arrived, fromStock } = carried;
    const transferred = arrived < fromStock ? arrived : fromStock;
    flows.received -= transferred - carried.transferred;
    flows.inTransit -= transferred - carried.transferred;
    carried.transferred = transferred;
  }

  #each(lines: Amounts, add: (flows: Flows, quantity: bigint) => void): void {
    for (const [commodity, quantity] of lines) add(this.#of(commodity), quantity);
  }

  #of(commodity: string): Flows {
    const known = this.#flows.get(commodity);
    if (known !== undefined) return known;
    const flows = { received: 0n, handedOver: 0n, lost: 0n, onHand: 0n, inTransit: 0n, variance: 0n };
    this.#flows.set(commodity, flows);
    return flows;
  }
}
