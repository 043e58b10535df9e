import type { HandlerTable } from '../../shared/posting/handler-table.ts';
import { voids } from '../../shared/posting/void-event.ts';
import type { HandlerContext } from '../../shared/runtime/handler-context.ts';
import { auditObservations } from './audit-observations.ts';
import { auditOpening } from './audit-opening.ts';
import { complaint } from './complaint.ts';
import { complaintAnswer } from './complaint-answer.ts';
import { finding } from './finding.ts';
import { statement } from './statement.ts';

export const assuranceEvents: HandlerTable<'assurance', HandlerContext> = {
  'relief.receipt.confirmed.v1': statement,
  'relief.complaint.raised.v1': complaint,
  'relief.complaint.answered.v1': complaintAnswer,
  'relief.finding.noted.v1': finding,
  'relief.audit.opened.v1': auditOpening,
  'relief.audit.observed.v1': auditObservations,
  // What people said stands: a later note says otherwise.
  'relief.event.voided.v1': voids({}),
};
