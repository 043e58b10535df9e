import { answerHousehold } from '../../functions/ledger-api/households.ts';
import { QueryProblem } from '../../functions/ledger-api/problem.ts';
import { QueryContext } from '../../functions/ledger-api/query-context.ts';
import { answerReconciliation } from '../../functions/ledger-api/reconciliation.ts';
import type { ReconciliationAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { foldOrder } from '../../shared/domain/order.ts';
import { type Amounts, addAmounts, amountOf, noAmounts, quantityIn } from '../../shared/domain/quantity.ts';
import type { Entry } from '../../shared/ledger/entry.ts';
import type { OrderVersion } from '../../shared/ledger/order-chain.ts';
import { Store } from '../../shared/store/store.ts';
import type { Tables } from '../../shared/store/tables.ts';
import { noCards, noDevices } from '../support/no-cards.ts';
import { assessDirectories, registeredHouseholds } from './directories.ts';
import type { DynamoDbModel } from './dynamodb-model.ts';
import { Dues, type Holding } from './household-due.ts';
import type { OrderFlows } from './order-flows.ts';
import { ensure, Violation } from './violation.ts';

/** Figures of the reconciliation, and the flow that each is. */
const figuresOfReport = [
  ['received', 'received'],
  ['transferredIn', 'transferredIn'],
  ['transferredOut', 'transferredOut'],
  ['handedOver', 'handedOver'],
  ['lost', 'lost'],
  ['onHand', 'onHand'],
  ['inTransit', 'inTransit'],
  ['countVariance', 'variance'],
] as const;

/** What was written, as the auditor has seen it. */
export interface SeenBooks {
  readonly database: DynamoDbModel;
  /** By account. */
  readonly entries: ReadonlyMap<string, readonly Entry[]>;
  readonly orders: ReadonlyMap<string, readonly OrderVersion[]>;
  readonly flows: ReadonlyMap<string, OrderFlows>;
  /** How many items are held. */
  readonly held: number;
}

export const contextOver = (tables: Tables): QueryContext =>
  new QueryContext(new Store(tables), '2020-08-29T00:00:00.000Z', noCards, noDevices);

export class Answers {
  readonly #books: SeenBooks;

  constructor(books: SeenBooks) {
    this.#books = books;
  }

  /** What the query API answers is what the entries add up to. */
  async assess(tables: Tables): Promise<void> {
    const context = contextOver(tables);
    const { journal } = context;
    const holds = this.#books.held;
    let held = 0;
    for (const orderId of this.#books.orders.keys()) {
      const report = await answerReconciliation(orderId, undefined, context);
      if (report instanceof QueryProblem) throw new Violation(`no reconciliation of ${orderId}`);
      held += report.exceptions.held;
      for (const { commodity, unit = 'g', ...told } of report.commodities) {
        const flows = this.#books.flows.get(orderId)?.commodities.get(commodity);
        for (const [figure, flow] of figuresOfReport) {
          const summed = quantityIn(flows?.[flow] ?? 0n, unit);
          ensure(
            told[figure] === summed,
            () => `${orderId}: ${told[figure]} ${commodity} ${figure}, but entries add up to ${summed}`,
          );
        }
      }
      this.#assessDues(orderId, report);
      const paid = this.#entriesOf(`/${orderId}/stipend`).reduce((sum, { money = 0n }) => sum + money, 0n);
      const toldPaid = report.stipend?.paid ?? 0;
      ensure(
        Number(paid) === toldPaid * 100,
        () => `${orderId}: ${toldPaid} paid, but entries add up to ${paid}`,
      );
    }
    ensure(held <= holds, () => `${held} are held under orders, but there are only ${holds} holds`);
    await assessDirectories(journal, registeredHouseholds(this.#books.database));
    for (const { householdId } of registeredHouseholds(this.#books.database)) {
      const answer = await answerHousehold(householdId, undefined, context);
      if (answer instanceof QueryProblem) continue;
      for (const { orderId, entitlements } of answer.orders) {
        const lines = this.#of(`household:${householdId}/${orderId}/goods`).map((entry) => entry.lines);
        for (const { commodity, unit = 'g', received, entitled } of entitlements) {
          const summed = quantityIn(amountOf(addAmounts(...lines), commodity), unit);
          const what = `${householdId} under ${orderId}: ${received} ${commodity} received`;
          ensure(received === summed, () => `${what}, but entries add up to ${summed}`);
          ensure(
            received <= entitled || this.#mayHaveMore(householdId, orderId),
            () => `${what} of ${entitled}`,
          );
        }
      }
    }
  }

  /** What an amendment took from its due, and what was over-issued, a household has all the same. */
  #mayHaveMore(householdId: string, orderId: string): boolean {
    const entries = this.#of(`household:${householdId}/${orderId}/goods`);
    return (
      this.#books.orders.get(orderId)?.length !== 1 ||
      entries.some(({ overIssue }) => overIssue !== undefined)
    );
  }

  /** What the reconciliation says is owed, and was given too much of, is the sum over households, each for itself. */
  #assessDues(orderId: string, report: ReconciliationAnswer): void {
    const order = foldOrder(orderId, this.#books.orders.get(orderId) ?? [], new Map());
    if (order === undefined) return;
    const dues = new Dues(order, this.#holdings(orderId));
    for (const { locationId, householdsServed, householdsComplete, commodities } of report.locations) {
      const reached = dues.reachedAt(locationId);
      ensure(
        householdsServed === reached.served && householdsComplete === reached.complete,
        () =>
          `${orderId} at ${locationId}: ${householdsServed} served and ${householdsComplete} complete, but households say ${reached.served} and ${reached.complete}`,
      );
      for (const { commodity, unit = 'g', ...told } of commodities) {
        const owed = dues.of(locationId, commodity);
        for (const figure of ['planned', 'outstanding', 'overIssued'] as const)
          ensure(
            told[figure] === quantityIn(owed[figure], unit),
            () =>
              `${orderId} at ${locationId}: ${told[figure]} ${commodity} ${figure}, but households say ${owed[figure]}`,
          );
        const sum =
          told.handedOver + told.receivedElsewhere + told.outstanding - told.overIssued - told.planned;
        ensure(Math.abs(sum) < 1e-6, () => `${orderId} at ${locationId}: ${commodity} is off by ${sum}`);
      }
    }
    for (const { commodity, ...told } of report.commodities) {
      const sum = told.handedOver + told.outstanding - told.overIssued - told.planned;
      ensure(Math.abs(sum) < 1e-6, () => `${orderId}: ${commodity} is off by ${sum}`);
    }
    const { stipend } = report;
    if (stipend === undefined) return;
    const { planned, outstanding, overIssued } = dues.stipend;
    ensure(
      stipend.due * 100 === Number(planned) &&
        stipend.outstanding * 100 === Number(outstanding) &&
        stipend.overpaid * 100 === Number(overIssued),
      () =>
        `${orderId}: ${stipend.due} due, ${stipend.outstanding} outstanding, ${stipend.overpaid} overpaid, but households say ${planned}, ${outstanding}, ${overIssued}`,
    );
  }

  #holdings(orderId: string): readonly Holding[] {
    return registeredHouseholds(this.#books.database).map(({ householdId, history }) => {
      const goodsBy = new Map<string, Amounts>();
      for (const { counterpartyEntry = '', lines } of this.#of(`household:${householdId}/${orderId}/goods`)) {
        const locationId = counterpartyEntry.replace(/^centre:|\/.*$/g, '');
        goodsBy.set(locationId, addAmounts(goodsBy.get(locationId) ?? noAmounts, lines));
      }
      const money = this.#of(`household:${householdId}/${orderId}/stipend`);
      return {
        history,
        goods: addAmounts(...goodsBy.values()),
        goodsBy,
        paid: money.reduce((sum, entry) => sum + (entry.money ?? 0n), 0n),
      };
    });
  }

  #of(account: string): readonly Entry[] {
    return this.#books.entries.get(account) ?? [];
  }

  /** All of the accounts whose names end so. */
  #entriesOf(ending: string): readonly Entry[] {
    return [...this.#books.entries].flatMap(([name, entries]) => (name.endsWith(ending) ? entries : []));
  }
}
