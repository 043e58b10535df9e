/** A policy order is issued. */

import type { Instant } from '../../shared/domain/events.ts';
import { refuseByUnit } from '../../shared/domain/order.ts';
import { coverageOf, unitLines } from '../../shared/domain/order-terms.ts';
import { dependencyOn, rejected } from '../../shared/domain/outcome.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { orderListing } from '../../shared/ledger/keys.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import type { EventAttempt, Verdict } from '../../shared/posting/event-handler.ts';
import { eventHandler } from '../../shared/posting/handler-table.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import {
  type AcceptanceFacts,
  decideAcceptance,
  type Issued,
  loadAcceptance,
  resumeAcceptance,
} from './acceptance-saga.ts';
import { completeOrder } from './order-completion.ts';

const termsOf = ({ terms }: Issued) => terms;

export const issue = eventHandler<Issued, AcceptanceFacts, HandlerContext>({
  resume: resumeAcceptance(termsOf),
  load: loadAcceptance(termsOf),
  decide: decideIssue,
  complete: completeOrder,
  // What was recorded before the order that amends or cancels it is booked before any row that waited for it.
  retriesFirst: ({ orderId }) => [dependencyOn.order(orderId)],
});

function decideIssue(attempt: EventAttempt<Issued>, facts: AcceptanceFacts, now: Instant): Verdict {
  const { header, event } = attempt;
  const { orderId, terms } = event;
  const { digest } = header;
  const [first] = facts.stored.versions;
  if (first !== undefined) {
    return first.digest === digest
      ? { status: 'duplicate' }
      : rejected('conflicting-duplicate', { reference: orderId });
  }
  const coverage = coverageOf(terms, facts.locations);
  if ('status' in coverage) return coverage;
  const byUnit = refuseByUnit(new Map(), unitLines(terms));
  if (byUnit !== undefined) return byUnit;
  const content = { kind: 'issued', revision: 1, event: eventKey(header), digest, terms } as const;
  const verdict = decideAcceptance(attempt, facts, coverage, { content, firstNamed: [] }, now);
  if (verdict.status !== 'posted') return verdict;
  const listing: Write = { kind: 'append', key: orderListing(orderId), record: { orderId } };
  return { ...verdict, writes: [...verdict.writes, listing] };
}
