/** A policy order is amended: a further revision, for which the registry is counted anew. */

import { orderAccount } from '../../shared/domain/accounts.ts';
import { amendedTerms, refuseAmendment } from '../../shared/domain/amendment.ts';
import type { Instant, OrderTerms } from '../../shared/domain/events.ts';
import { unknownOrder } from '../../shared/domain/order.ts';
import { coverageOf } from '../../shared/domain/order-terms.ts';
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

const termsOf = ({ changes }: Amended, { order }: StoredOrder): OrderTerms | undefined =>
  order && amendedTerms(order, changes);

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
