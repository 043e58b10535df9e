/** A policy order is amended: a further revision, for which the registry is counted anew. */

import { orderAccount } from '../../shared/domain/accounts.ts';
import type { Instant, OrderTerms } from '../../shared/domain/events.ts';
import { type Order, refuseByUnit, unknownOrder } from '../../shared/domain/order.ts';
import { dependencyOn, held, type Refusal, rejected } from '../../shared/domain/outcome.ts';
import { refuseByCurrency } from '../../shared/domain/payment.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { firstNamedBy } from '../../shared/ledger/first-use.ts';
import { orderRevisionItem } from '../../shared/ledger/keys.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import type { StoredOrder } from '../../shared/store/orders.ts';
import {
  type AcceptanceFacts,
  type Amended,
  decideAcceptance,
  loadAcceptance,
  resumeAcceptance,
} from './acceptance-saga.ts';
import { completeOrder } from './order-completion.ts';
import { coverageOf, unitLines } from './order-terms.ts';

/** A given part replaces that part whole; a stipend of `null` ends it. */
function termsOf({ changes }: Amended, { order }: StoredOrder): OrderTerms | undefined {
  if (order === undefined) return undefined;
  const { stipend: earlier, ...terms } = order.terms;
  const { stipend = earlier, ...others } = changes;
  return { ...terms, ...others, ...(stipend && { stipend }) };
}

export const amendment = eventHandler<Amended, AcceptanceFacts, HandlerContext>({
  resume: resumeAcceptance(termsOf),
  load: loadAcceptance(termsOf),
  decide: decideAmendment,
  complete: completeOrder,
});

function decideAmendment(attempt: EventAttempt<Amended>, facts: AcceptanceFacts, now: Instant): Verdict {
  const { header, event } = attempt;
  const { orderId, revision, reason } = event;
  const { digest } = header;
  const { order, versions } = facts.stored;
  const same = versions.find((version) => version.kind === 'amended' && version.revision === revision);
  if (same?.digest === digest) return { status: 'duplicate' };
  const refusal = refuseAmendment(order, event);
  if (refusal?.reason === 'unknown-reference') {
    const item = orderRevisionItem(versions.length + 1);
    return { ...refusal, preconditions: [{ table: 'ledgers', subject: orderAccount(orderId), item }] };
  }
  if (refusal !== undefined) return refusal;
  const terms = termsOf(event, facts.stored);
  if (order === undefined || terms === undefined) return unknownOrder(orderId);
  const coverage = coverageOf(terms, facts.locations);
  if ('status' in coverage) return coverage;
  const content = { kind: 'amended', revision, reason, event: eventKey(header), digest, terms } as const;
  const firstNamed = firstNamedBy(order, terms);
  return decideAcceptance(attempt, facts, coverage, { content, firstNamed }, now);
}

function refuseAmendment(
  order: Order | undefined,
  { orderId, revision, changes }: Amended,
): Refusal | undefined {
  if (order === undefined) return unknownOrder(orderId);
  if (order.cancelled) return rejected('order-cancelled', { orderId });
  if (revision <= order.revision) return rejected('stale-revision', { revision, current: order.revision });
  if (revision > order.revision + 1) {
    const missing = order.revision + 1;
    return held('unknown-reference', dependencyOn.revision(orderId, missing), { revision, missing });
  }
  const { endsOn } = changes;
  if (endsOn !== undefined && endsOn < order.terms.startsOn) {
    return rejected('invalid-message', {
      path: 'data.endsOn',
      expected: `a day not before the order starts, ${order.terms.startsOn}`,
    });
  }
  const { rations = order.terms.rations, pledges = order.terms.pledges, stipend } = changes;
  const byUnit = refuseByUnit(order.units, unitLines({ rations, pledges }), 'data');
  if (byUnit !== undefined || !stipend) return byUnit;
  return refuseByCurrency(order, stipend.currency.code);
}
