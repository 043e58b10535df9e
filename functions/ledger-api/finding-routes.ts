/** The routes of what was not posted and of what is unusual. */
import { overseers, staffOrPayerNamed } from './access.ts';
import { anomaliesTable, anomalyPosition, answerAnomalies } from './anomalies.ts';
import { answerExceptionGroups, exceptionGroupsTable } from './exception-groups.ts';
import { answerExceptions, exceptionsTable } from './exceptions.ts';
import { query, textPosition } from './parameters.ts';
import { list, type Route } from './route.ts';

export const findingRoutes: readonly Route[] = [
  list({
    path: '/exceptions',
    tag: 'Findings',
    summary: 'What was not posted, why, and the original; the newest first.',
    schema: 'Exception',
    beside: { counts: 'FindingCounts', searched: 'Searched' },
    parameters: {
      exceptionId: query.exceptionId,
      status: query.status,
      orderId: query.orderIdOrNone,
      locationId: query.locationId,
      payerId: query.payerId,
      householdId: query.householdId,
      reason: query.reason,
      state: query.state,
      reference: query.reference,
      source: query.source,
      eventId: query.eventId,
      recordedOn: query.recordedOn,
    },
    right: staffOrPayerNamed,
    position: textPosition,
    answer: (filter, page, context) => answerExceptions(filter, page, context),
    table: exceptionsTable,
  }),
  list({
    path: '/exceptions/groups',
    tag: 'Findings',
    summary: 'What was not posted, counted by what belongs together: a reason, an import, or an order.',
    schema: 'ExceptionGroup',
    beside: { searched: 'Searched' },
    parameters: {
      by: query.by,
      events: query.events,
      status: query.status,
      orderId: query.orderIdOrNone,
      locationId: query.locationId,
      payerId: query.payerId,
      source: query.source,
      recordedOn: query.recordedOn,
    },
    right: staffOrPayerNamed,
    position: textPosition,
    answer: (filter, page, context) => answerExceptionGroups(filter, page, context),
    table: exceptionGroupsTable,
  }),
  list({
    path: '/anomalies',
    tag: 'Findings',
    summary: 'What is unusual and should be explained.',
    schema: 'Anomaly',
    parameters: { orderId: query.orderId, kind: query.kind, state: query.state },
    right: overseers,
    position: anomalyPosition,
    answer: (filter, page, context) => answerAnomalies(filter, page, context),
    table: anomaliesTable,
  }),
];
