/** A ledger in memory, made of the domain's rules alone, that answers what a story asks of the query API. */

import { readMessage } from '../../shared/contract/read-message.ts';
import { allocate } from '../../shared/domain/allocation.ts';
import {
  addToTally,
  emptyLocationTally,
  type LocationTally,
  suppliedAmounts,
} from '../../shared/domain/books.ts';
import type {
  ArrivalLine,
  EventHeader,
  EventOf,
  HandoverReceipt,
  LocationRegistration,
  Payment,
  ReliefEvent,
  Reversal,
  SheetRow,
} from '../../shared/domain/events.ts';
import { refuseHandover } from '../../shared/domain/handover.ts';
import type { Composition } from '../../shared/domain/household.ts';
import { coveredComposition, foldOrder, type Order, type Revision } from '../../shared/domain/order.ts';
import type { Refusal } from '../../shared/domain/outcome.ts';
import { countPlan, type Plan, plannedAmounts } from '../../shared/domain/plan.ts';
import {
  type Amounts,
  addAmounts,
  amountOf,
  amountsOfLines,
  negateAmounts,
  noAmounts,
  quantityIn,
  type Unit,
} from '../../shared/domain/quantity.ts';
import { orderFigures, type Site, siteReport } from '../../shared/domain/reconciliation.ts';
import {
  inTransit,
  moveShipment,
  type Shipment,
  type ShipmentMovement,
  shipmentStatus,
  shortfall,
  transferred,
  unknownShipment,
} from '../../shared/domain/shipment.ts';
import { countVariances } from '../../shared/domain/stock.ts';

/** When everything is said to have been recorded that no rule dates. */
const modelInstant = '2020-08-05T00:00:00.000Z';

type Fields = Readonly<Record<string, unknown>>;

interface Sheet {
  readonly centreId: string;
  readonly orderId: string;
  readonly time: string;
}

interface Case {
  readonly receipt: HandoverReceipt;
  readonly sheet: Sheet;
  readonly refusal: Refusal;
}

/** One order at a time, nothing sent twice with other content, and each event posted as it is taken. */
export class ModelLedger {
  readonly #locations = new Map<string, LocationRegistration>();
  readonly #histories = new Map<string, Composition[]>();
  readonly #revisions: Revision[] = [];
  readonly #units = new Map<string, Unit>();
  readonly #tallies = new Map<string, LocationTally>();
  readonly #waybills = new Map<string, Shipment>();
  readonly #receipts = new Map<string, Amounts>();
  readonly #received = new Map<string, Amounts>();
  readonly #payments = new Map<string, { readonly payerId: string; readonly amountMinor: bigint }>();
  readonly #references = new Map<string, string[]>();
  readonly #anomalies: Fields[] = [];
  #held: Case[] = [];
  readonly #rejected: Case[] = [];
  #plans: ReadonlyMap<string, Plan> = new Map();
  #orderId = '';
  #tick = 0;
  /** Grams that the reported stock of rice is short of, to play a system whose books are wrong. */
  missingGrams = 0;

  take(body: string): void {
    const reading = readMessage(body);
    if (!reading.ok) throw new Error(`${reading.problem.path}: expected ${reading.problem.expected}`);
    this.#book(reading.event, reading.header);
    const waiting = this.#held;
    this.#held = [];
    for (const { receipt, sheet } of waiting) this.#handOver(receipt, sheet);
  }

  #now(): string {
    this.#tick += 1;
    return new Date(Date.UTC(2020, 7, 5) + this.#tick).toISOString();
  }

  get #order(): Order | undefined {
    return foldOrder(this.#orderId, this.#revisions, this.#units);
  }

  #book(event: ReliefEvent, { time }: EventHeader): void {
    switch (event.type) {
      case 'relief.locations.registered.v1':
        for (const location of event.locations) this.#locations.set(location.locationId, location);
        return;
      case 'relief.households.registered.v1': {
        const { centreId, effectiveFrom } = event;
        const recordedAt = this.#now();
        for (const { householdId, adults, children, priority } of event.households) {
          const composition = { centreId, effectiveFrom, recordedAt, adults, children, priority };
          this.#histories.set(householdId, [...(this.#histories.get(householdId) ?? []), composition]);
        }
        return;
      }
      case 'relief.order.issued.v1':
        this.#orderId = event.orderId;
        this.#accept({ kind: 'issued', revision: 1, at: this.#now(), terms: event.terms });
        return;
      case 'relief.order.amended.v1': {
        const { revision, changes } = event;
        const terms = this.#order?.terms;
        if (terms)
          this.#accept({ kind: 'amended', revision, at: this.#now(), terms: { ...terms, ...changes } });
        return;
      }
      case 'relief.shipment.dispatched.v1': {
        const { shipmentId, to, from } = event;
        const lines = this.#amounts(event.lines);
        const fromId = 'locationId' in from ? from.locationId : undefined;
        if (fromId !== undefined) this.#add(fromId, 'dispatched', lines);
        this.#move(shipmentId, to, { kind: 'dispatch', to, fromStock: fromId !== undefined, lines });
        return;
      }
      case 'relief.shipment.arrived.v1':
        this.#arrive(event);
        return;
      case 'relief.handovers.made.v1':
        for (const row of rowsOf(event.receipts)) this.#handOver(row, { ...event, time });
        return;
      case 'relief.handovers.returned.v1':
        for (const row of rowsOf(event.receipts)) this.#takeBack(row, event.centreId);
        return;
      case 'relief.payments.made.v1':
        for (const { paymentId, amountMinor } of rowsOf<Payment>(event.payments)) {
          this.#payments.set(paymentId, { payerId: event.payerId, amountMinor });
        }
        return;
      case 'relief.payments.reversed.v1':
        for (const { reverses } of rowsOf(event.payments)) this.#payments.delete(reverses);
        return;
      case 'relief.stock.counted.v1': {
        const { locationId, countId } = event;
        const variances = countVariances(this.#tally(locationId), event.lines);
        this.#add(locationId, 'variance', variances);
        this.#note(locationId, countId);
        for (const [commodity, base] of variances) {
          this.#anomalies.push({
            kind: 'count-variance',
            locationId,
            ...this.#answered(commodity, { quantity: base }),
            references: [countId],
            recordedAt: this.#now(),
          });
        }
        return;
      }
      default:
        throw new Error(`The model knows no ${event.type}`);
    }
  }

  #accept(revision: Revision): void {
    this.#revisions.push(revision);
    const order = this.#order;
    const covered = new Map<string, Composition[]>();
    for (const history of this.#histories.values()) {
      const composition = order && coveredComposition(order, history);
      if (!composition) continue;
      covered.set(composition.centreId, [...(covered.get(composition.centreId) ?? []), composition]);
    }
    this.#plans = new Map(
      [...covered].map(([centreId, compositions]) => [centreId, countPlan(compositions)]),
    );
  }

  #amounts(lines: readonly ArrivalLine[] | EventOf<'relief.shipment.dispatched.v1'>['lines']): Amounts {
    const known = this.#order?.units;
    for (const { commodity, unit } of lines) if (!known?.has(commodity)) this.#units.set(commodity, unit);
    return amountsOfLines(lines);
  }

  #arrive({ shipmentId, at, lines, orderId }: EventOf<'relief.shipment.arrived.v1'>): void {
    const received = this.#amounts(lines);
    const lost = amountsOfLines(
      lines.flatMap(({ losses, ...line }) => losses.map(({ quantity }) => ({ ...line, quantity }))),
    );
    this.#add(at, 'received', addAmounts(received, lost));
    this.#add(at, 'lost', lost);
    this.#add(at, 'lostOnArrival', lost);
    this.#move(shipmentId, at, { kind: 'arrival', at, received, lost });
    const order = this.#order;
    if (this.#locations.get(at)?.kind !== 'hub' || order?.orderId !== orderId) return;
    const shares = allocate(
      received,
      [...this.#plans].map(([centreId, plan]) => ({ centreId, need: this.#need(order, centreId, plan) })),
    );
    for (const { centreId, lines: share } of shares) {
      this.#add(at, 'dispatched', share);
      const dispatch = { kind: 'dispatch', to: centreId, fromStock: true, lines: share } as const;
      this.#move(`${shipmentId}/${centreId}`, centreId, dispatch);
    }
  }

  #need({ terms }: Order, centreId: string, plan: Plan): Amounts {
    const underway = [...this.#waybills.values()].filter(({ to }) => to === centreId).map(inTransit);
    return addAmounts(
      plannedAmounts(plan, terms),
      negateAmounts(suppliedAmounts(this.#tally(centreId))),
      ...underway.map(negateAmounts),
    );
  }

  #move(shipmentId: string, locationId: string, movement: ShipmentMovement): void {
    const before = this.#waybills.get(shipmentId) ?? unknownShipment;
    const after = moveShipment(before, movement);
    this.#waybills.set(shipmentId, after);
    this.#add(locationId, 'transferred', addAmounts(transferred(after), negateAmounts(transferred(before))));
  }

  #handOver(receipt: HandoverReceipt, sheet: Sheet): void {
    const { receiptId, householdId } = receipt;
    const { centreId } = sheet;
    if (this.#receipts.has(receiptId)) return;
    const received = this.#received.get(householdId) ?? noAmounts;
    const refusal = refuseHandover(receipt, {
      ...sheet,
      order: this.#order,
      location: this.#locations.get(centreId),
      history: this.#histories.get(householdId),
      received,
      plan: this.#plans.get(centreId) ?? [],
      tally: this.#tally(centreId),
    });
    if (refusal) {
      (refusal.status === 'held' ? this.#held : this.#rejected).push({ receipt, sheet, refusal });
      return;
    }
    const lines = amountsOfLines(receipt.lines);
    this.#receipts.set(receiptId, lines);
    this.#received.set(householdId, addAmounts(received, lines));
    this.#add(centreId, 'handedOver', lines);
    this.#note(householdId, receiptId);
  }

  #takeBack({ reverses, householdId, reference }: Reversal, centreId: string): void {
    const lines = negateAmounts(this.#receipts.get(reverses) ?? noAmounts);
    this.#received.set(householdId, addAmounts(this.#received.get(householdId) ?? noAmounts, lines));
    this.#add(centreId, 'handedOver', lines);
    this.#note(householdId, reference);
  }

  #tally(locationId: string): LocationTally {
    return this.#tallies.get(locationId) ?? emptyLocationTally;
  }

  #add(locationId: string, column: Parameters<typeof addToTally>[1], amounts: Amounts): void {
    this.#tallies.set(locationId, addToTally(this.#tally(locationId), column, amounts));
  }

  #note(owner: string, reference: string): void {
    this.#references.set(owner, [reference, ...(this.#references.get(owner) ?? [])]);
  }

  #answered(commodity: string, figures: Readonly<Record<string, bigint>>): Fields {
    const unit = this.#order?.units.get(commodity);
    const inUnit = ([name, base]: [string, bigint]) => [name, quantityIn(base, unit ?? 'piece')];
    return {
      commodity,
      ...(unit && { unit }),
      ...Object.fromEntries(Object.entries(figures).map(inUnit)),
    };
  }

  /** The body of an answer; `undefined` for what is not there. */
  answer(url: string): unknown {
    const { pathname, searchParams } = new URL(url);
    const [name, id = '', part] = pathname.slice(1).split('/').map(decodeURIComponent);
    const limit = Number(searchParams.get('limit'));
    if (part === 'ledger') {
      const references = (this.#references.get(id) ?? []).slice(0, limit);
      return { items: references.map((reference) => ({ reference })) };
    }
    switch (name) {
      case 'locations':
        return { items: [...this.#locations.values()] };
      case 'households':
        return this.#histories.has(id) ? {} : undefined;
      case 'shipments':
        return this.#shipment(id);
      case 'exceptions': {
        const cases = searchParams.get('status') === 'held' ? this.#held : [...this.#held, ...this.#rejected];
        return { items: cases.map(exceptionOf) };
      }
      case 'anomalies':
        return { items: [...this.#anomalies, ...this.#shortfalls()] };
      case 'orders':
        return part === 'reconciliation' ? this.#reconciliation() : this.#orderAnswer();
      default:
        return undefined;
    }
  }

  #shipment(shipmentId: string): unknown {
    const shipment = this.#waybills.get(shipmentId);
    if (!shipment) return undefined;
    const missing = shortfall(shipment);
    const lines = [...shipment.dispatched].map(([commodity, dispatched]) =>
      this.#answered(commodity, {
        dispatched,
        received: amountOf(shipment.received, commodity),
        lost: amountOf(shipment.lost, commodity),
        shortfall: amountOf(missing, commodity),
        surplus: 0n,
      }),
    );
    return {
      shipmentId,
      orderId: this.#orderId,
      status: shipmentStatus(shipment),
      to: shipment.to,
      lines,
    };
  }

  #shortfalls(): readonly Fields[] {
    return [...this.#waybills].flatMap(([shipmentId, shipment]) =>
      [...shortfall(shipment)]
        .filter(([, base]) => base > 0n)
        .map(([commodity, quantity]) => ({
          kind: 'shortfall',
          locationId: shipment.to,
          ...this.#answered(commodity, { quantity }),
          references: [shipmentId],
          recordedAt: modelInstant,
        })),
    );
  }

  #orderAnswer(): unknown {
    const pledges = this.#order?.terms.pledges.map(({ quantity, unit, ...pledge }) => ({
      ...pledge,
      ...(quantity !== undefined && unit !== undefined && { quantity: quantityIn(quantity, unit), unit }),
    }));
    return pledges && { pledges };
  }

  #reconciliation(): unknown {
    const order = this.#order;
    if (!order) return undefined;
    const sites = [...this.#locations.values()].map(({ locationId, kind }): Site => {
      const plan = this.#plans.get(locationId) ?? [];
      return { locationId, kind, plan, tally: this.#tally(locationId) };
    });
    const reports = sites.map((site) => siteReport(site, order.terms));
    const served = [...this.#received].filter(([, amounts]) =>
      [...amounts.values()].some((base) => base > 0n),
    );
    const missingAt = (commodity: string, onHand: bigint): bigint =>
      commodity === 'rice' && onHand > 0n ? onHand - BigInt(this.missingGrams) : onHand;
    const payers = Map.groupBy(this.#payments.values(), ({ payerId }) => payerId);
    const wonOf = (payments: Iterable<{ readonly amountMinor: bigint }>): number =>
      Number([...payments].reduce((sum, { amountMinor }) => sum + amountMinor, 0n) / 100n);
    return {
      orderId: order.orderId,
      status: 'active',
      asOf: modelInstant,
      commodities: orderFigures(order, sites, reports).map(({ commodity, ...figures }) =>
        this.#answered(commodity, figures),
      ),
      locations: reports.map(({ site, households, persons, adults, commodities }) => ({
        locationId: site.locationId,
        kind: site.kind,
        households,
        persons,
        adults,
        householdsServed: served.filter(([householdId]) => this.#isAt(householdId, site.locationId)).length,
        commodities: commodities.map(({ commodity, ...figures }) =>
          this.#answered(commodity, { ...figures, onHand: missingAt(commodity, figures.onHand) }),
        ),
      })),
      stipend: {
        currency: 'KPW',
        due: 0,
        paid: wonOf(this.#payments.values()),
        outstanding: 0,
        householdsPaid: 0,
        payers: [...payers].map(([payerId, payments]) => ({
          payerId,
          paid: wonOf(payments),
          payments: payments.length,
        })),
      },
      exceptions: { held: this.#held.length, rejected: this.#rejected.length },
    };
  }

  #isAt(householdId: string, locationId: string): boolean {
    return this.#histories.get(householdId)?.at(-1)?.centreId === locationId;
  }
}

const rowsOf = <T>(rows: readonly SheetRow<T>[]): readonly T[] =>
  rows.map((row) => {
    if (!row.ok) throw new Error(`${row.problem.path}: expected ${row.problem.expected}`);
    return row.value;
  });

const exceptionOf = ({ receipt, sheet, refusal }: Case): Fields => ({
  exceptionId: `x-${receipt.receiptId}`,
  status: refusal.status,
  reason: refusal.reason,
  detail: refusal.detail,
  reference: receipt.receiptId,
  householdId: receipt.householdId,
  locationId: sheet.centreId,
  event: { type: 'relief.handovers.made.v1' },
  recordedAt: modelInstant,
  original: null,
});
