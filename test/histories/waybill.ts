/** A waybill by plain sums over the documents of it that stand. */
import { type Amounts, add, amountOf } from './messages.ts';

/** Where goods set out, as a dispatch has it: from outside, or from a location's stock. */
export type Origin =
  | { readonly source: string; readonly locationId?: undefined }
  | { readonly locationId: string; readonly source?: undefined };

export interface EventName {
  readonly source: string;
  readonly id: string;
}

export interface Dispatched {
  readonly type: 'dispatch';
  readonly event: EventName;
  readonly from: Origin;
  readonly to: string;
  readonly time: string;
  readonly lines: Amounts;
  /** Empty for a share that a hub sent on. */
  readonly content: string;
}

export interface Arrived {
  readonly type: 'arrival';
  readonly event: EventName;
  readonly at: string;
  readonly time: string;
  /** What came, lost or not. */
  readonly lines: Amounts;
  readonly lost: Amounts;
  /** Lines of what was lost, as their sender wrote them. */
  readonly losses: readonly any[];
}

export interface Closed {
  readonly type: 'closing';
  readonly event: EventName;
  readonly content: string;
  readonly reason: string;
  readonly remainder: 'never-sent' | 'lost';
  /** What was in transit, and of that what had left a location's stock. */
  readonly ended: Amounts;
  readonly endedFromStock: Amounts;
}

export type WaybillDocument = Dispatched | Arrived | Closed;

/** An event of a waybill, as its answer lists it. */
export interface WaybillEvent extends EventName {
  readonly type: string;
  /** Where goods left or arrived; none for those from outside. */
  readonly locationId?: string | undefined;
}

export class Waybill {
  readonly orderId: string;
  #documents: WaybillDocument[] = [];

  constructor(orderId: string) {
    this.orderId = orderId;
  }

  note(document: WaybillDocument): void {
    this.#documents.push(document);
  }

  /** Takes a document back; a closing ends nothing of what is recorded after all that it closed was taken back. */
  takeBack(document: WaybillDocument): void {
    const standing = this.#documents.filter((one) => one !== document);
    const first = standing.findIndex(({ type }) => type !== 'closing');
    this.#documents = first < 0 ? [] : standing.slice(first);
  }

  get isEmpty(): boolean {
    return this.#documents.length === 0;
  }

  get dispatches(): readonly Dispatched[] {
    return this.#documents.filter((one) => one.type === 'dispatch');
  }

  /** In the order recorded. */
  get arrivals(): readonly Arrived[] {
    return this.#documents.filter((one) => one.type === 'arrival');
  }

  get #closings(): readonly Closed[] {
    return this.#documents.filter((one) => one.type === 'closing');
  }

  /** The closing that stands. */
  get closing(): Closed | undefined {
    return this.#closings.at(-1);
  }

  get to(): string | undefined {
    return this.dispatches[0]?.to;
  }

  get from(): Origin | undefined {
    return this.dispatches[0]?.from;
  }

  /** The content of its dispatch. */
  get dispatch(): string | undefined {
    return this.dispatches[0]?.content;
  }

  get arrivedAt(): string | undefined {
    return this.arrivals.at(-1)?.at;
  }

  /** Less what was never sent. */
  get dispatched(): Amounts {
    return total([
      ...this.dispatches.map(({ lines }) => lines),
      ...this.#neverSent.map(({ ended }) => less(ended)),
    ]);
  }

  /** The part of what was dispatched that left the stock of a location. */
  get fromStock(): Amounts {
    return total([
      ...this.dispatches.flatMap(({ from, lines }) => (from.locationId === undefined ? [] : [lines])),
      ...this.#neverSent.map(({ endedFromStock }) => less(endedFromStock)),
    ]);
  }

  get received(): Amounts {
    return total(this.arrivals.flatMap(({ lines, lost }) => [lines, less(lost)]));
  }

  get lost(): Amounts {
    return total([...this.arrivals.map(({ lost }) => lost), this.lostByClosing]);
  }

  get lostByClosing(): Amounts {
    return total(this.#closings.flatMap(({ remainder, ended }) => (remainder === 'lost' ? [ended] : [])));
  }

  get #neverSent(): readonly Closed[] {
    return this.#closings.filter(({ remainder }) => remainder === 'never-sent');
  }

  get events(): readonly WaybillEvent[] {
    return this.#documents.map((one) => {
      const { type, event } = one;
      if (one.type === 'closing') return { ...event, type };
      return { ...event, type, locationId: one.type === 'dispatch' ? one.from.locationId : one.at };
    });
  }

  /** What of the goods in transit left a location, by its dispatch; the last dispatch's goods are the last to have come. */
  inTransitByDispatch(): readonly { locationId: string; time: string; lines: Amounts }[] {
    const rest = new Map(
      [...this.fromStock].map(([commodity, sent]) => [commodity, sent - onward(this, commodity)]),
    );
    return this.dispatches.toReversed().flatMap(({ from, time, lines }) => {
      const part: Amounts = new Map();
      if (from.locationId === undefined) return [];
      for (const [commodity, sent] of lines) {
        const open = least(amountOf(rest, commodity), sent);
        if (open <= 0n) continue;
        add(part, commodity, open);
        add(rest, commodity, -open);
      }
      return part.size > 0 ? [{ locationId: from.locationId, time, lines: part }] : [];
    });
  }
}

const most = (one: bigint, other: bigint): bigint => (one > other ? one : other);
const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);

const less = (amounts: Amounts): Amounts =>
  new Map([...amounts].map(([commodity, base]) => [commodity, -base]));

function total(parts: readonly Amounts[]): Amounts {
  const amounts: Amounts = new Map();
  for (const part of parts) for (const [commodity, base] of part) add(amounts, commodity, base);
  return amounts;
}

export const arrived = ({ received, lost }: Waybill, commodity: string): bigint =>
  amountOf(received, commodity) + amountOf(lost, commodity);

/** Dispatched, and neither received nor lost. */
export const inTransit = (waybill: Waybill, commodity: string): bigint =>
  most(amountOf(waybill.dispatched, commodity) - arrived(waybill, commodity), 0n);

export const shortfall = (waybill: Waybill, commodity: string): bigint =>
  waybill.arrivedAt === undefined ? 0n : inTransit(waybill, commodity);

/** Without a dispatch, the waybill is taken as what came. */
export const surplus = (waybill: Waybill, commodity: string): bigint =>
  waybill.to === undefined
    ? 0n
    : most(arrived(waybill, commodity) - amountOf(waybill.dispatched, commodity), 0n);

/** Of what left the stock of one location, the part that came to another. */
export const onward = (waybill: Waybill, commodity: string): bigint =>
  least(amountOf(waybill.fromStock, commodity), arrived(waybill, commodity));

export const commoditiesOf = ({ dispatched, received, lost }: Waybill): readonly string[] => [
  ...new Set([...dispatched.keys(), ...received.keys(), ...lost.keys()]),
];

/** All that is in transit, nothing left out. */
export const allInTransit = (waybill: Waybill): Amounts =>
  new Map(
    commoditiesOf(waybill)
      .map((commodity) => [commodity, inTransit(waybill, commodity)] as const)
      .filter(([, base]) => base > 0n),
  );

/** What came with each arrival beyond the dispatch; what was lost by a closing, and those before, fill it first. */
export function surplusByArrival(waybill: Waybill): readonly (readonly [Arrived, Amounts])[] {
  if (waybill.to === undefined) return [];
  const came = new Map(waybill.lostByClosing);
  return waybill.arrivals.map((arrival) => {
    const beyond: Amounts = new Map();
    for (const [commodity, base] of arrival.lines) {
      const sent = amountOf(waybill.dispatched, commodity);
      const before = most(amountOf(came, commodity) - sent, 0n);
      add(came, commodity, base);
      beyond.set(commodity, most(amountOf(came, commodity) - sent, 0n) - before);
    }
    return [arrival, beyond] as const;
  });
}
