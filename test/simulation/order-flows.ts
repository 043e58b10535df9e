/** What moved under an order, summed from the lines of entries alone: no running total is believed. */
import { type Amounts, amountOf } from '../../shared/domain/quantity.ts';
import type { Entry } from '../../shared/ledger/entry.ts';

/** What moved of one commodity. Units: base units. */
export interface Flows {
  /** From outside, what was lost on arrival included. */
  received: bigint;
  transferredIn: bigint;
  transferredOut: bigint;
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

/** Takes the entries of one order; those of waybills before those of books that were written with them. */
export class OrderFlows {
  readonly #flows = new Map<string, Flows>();
  readonly #carried = new Map<string, Carried>();
  readonly #entries = new Map<string, Entry>();

  get commodities(): ReadonlyMap<string, Readonly<Flows>> {
    return this.#flows;
  }

  add(entry: Entry): void {
    const { account, seq, lines, variance = new Map() } = entry;
    this.#entries.set(`${account}@${seq}`, entry);
    if (account.startsWith('household:')) {
      this.#each(lines, (flows, quantity) => {
        flows.handedOver += quantity;
      });
    } else if (account.startsWith('shipment:')) {
      for (const commodity of lines.keys()) this.#carry(entry, commodity);
    } else if (isStockBook(account)) {
      this.#each(lines, (flows, quantity) => this.#move(entry, flows, quantity));
      // What happened by a count, and was recorded after it, leaves the shelf as it was counted.
      this.#each(variance, (flows, quantity) => {
        flows.onHand += quantity;
        flows.variance += quantity;
      });
    }
  }

  #move(entry: Entry, flows: Flows, quantity: bigint): void {
    flows.onHand += quantity;
    const of = this.#takenBack(entry) ?? entry;
    switch (of.type) {
      case 'loss':
        flows.lost -= quantity;
        break;
      case 'count-variance':
        flows.variance += quantity;
        break;
      case 'dispatch':
        flows.inTransit -= quantity;
        break;
      case 'closing':
        // What was never sent is back; what was lost on the way only passed through.
        if (this.#entries.get(of.counterpartyEntry ?? '')?.remainder === 'never-sent')
          flows.inTransit -= quantity;
        break;
      case 'transfer':
        if (isInto(of)) flows.transferredIn += quantity;
        else flows.transferredOut -= quantity;
    }
  }

  /** The entry that a void takes back. */
  #takenBack({ type, reverses }: Entry): Entry | undefined {
    return type === 'void' ? this.#entries.get(reverses ?? '') : undefined;
  }

  #carry(entry: Entry, commodity: string): void {
    const { type, counterparty } = this.#takenBack(entry) ?? entry;
    const flows = this.#of(commodity);
    const name = `${entry.account}\n${commodity}`;
    const carried = this.#carried.get(name) ?? { arrived: 0n, fromStock: 0n, transferred: 0n };
    this.#carried.set(name, carried);
    const quantity = amountOf(entry.lines, commodity);
    if (type === 'dispatch' && !counterparty.startsWith('source:')) carried.fromStock += quantity;
    if (type === 'closing' && entry.remainder === 'never-sent') carried.fromStock = carried.transferred;
    if (type === 'arrival' || (type === 'closing' && entry.remainder === 'lost')) {
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
    const flows = {
      received: 0n,
      transferredIn: 0n,
      transferredOut: 0n,
      handedOver: 0n,
      lost: 0n,
      onHand: 0n,
      inTransit: 0n,
      variance: 0n,
    };
    this.#flows.set(commodity, flows);
    return flows;
  }
}

/** Whether a transfer brings goods into the book that it is in. */
const isInto = ({ lines }: Entry): boolean => [...lines.values()].some((quantity) => quantity > 0n);
