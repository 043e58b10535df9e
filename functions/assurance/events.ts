import type { HandlerTable } from '../../shared/posting/handler-table.ts';
import { voids } from '../../shared/posting/void-event.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { auditObservations } from './audit-observations.ts';
import { auditOpening } from './audit-opening.ts';
import { finding } from './finding.ts';

export const assuranceEvents: HandlerTable<'assurance', HandlerContext> = {
  'relief.finding.noted.v1': finding,
  'relief.audit.opened.v1': auditOpening,
  'relief.audit.observed.v1': auditObservations,
  // What people said stands: a later note says otherwise.
  'relief.event.voided.v1': voids({}),
};
