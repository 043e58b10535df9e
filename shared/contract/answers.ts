/** The answers of the query API by the names that they are published under: one source for the API, its description and its clients. */
import { anomalyAnswer } from './answers/anomalies.ts';
import { auditAnswer, auditDraw } from './answers/audits.ts';
import { cardAnswer, cardListItem, publicOrderAnswer, queuedCardEventAnswer } from './answers/cards.ts';
import { complaintAnswer } from './answers/complaints.ts';
import { deviceAnswer } from './answers/devices.ts';
import { entryAnswer } from './answers/entries.ts';
import { eventAnswer, eventBatchAnswer, queuedEventAnswer } from './answers/events.ts';
import { exceptionGroup } from './answers/exception-groups.ts';
import { exceptionAnswer } from './answers/exceptions.ts';
import { money, quantityLine } from './answers/fields.ts';
import { findingCounts, searched } from './answers/findings.ts';
import { distributionListItem, householdAnswer, paymentListItem, shelfAnswer } from './answers/households.ts';
import { locationAnswer, locationBalancesAnswer } from './answers/locations.ts';
import { orderPreviewAnswer } from './answers/order-preview.ts';
import { activityAnswer, orderAnswer } from './answers/orders.ts';
import { payerAnswer } from './answers/payers.ts';
import { problemAnswer } from './answers/problem.ts';
import { readerAnswer } from './answers/readers.ts';
import {
  locationCommodity,
  locationReportAnswer,
  orderCommodity,
  reconciliationAnswer,
} from './answers/reconciliation.ts';
import { sealAnswer } from './answers/seals.ts';
import { searchAnswer } from './answers/search.ts';
import { shipmentAnswer } from './answers/shipments.ts';
import { stockReportAnswer } from './answers/stock-report.ts';

/** Answers of one thing, or items of a list. */
export const answerSchemas = {
  Order: orderAnswer,
  OrderPreview: orderPreviewAnswer,
  Reconciliation: reconciliationAnswer,
  LocationReport: locationReportAnswer,
  Activity: activityAnswer,
  Household: householdAnswer,
  DistributionListItem: distributionListItem,
  Shelf: shelfAnswer,
  PaymentListItem: paymentListItem,
  Location: locationAnswer,
  LocationWithBalances: locationBalancesAnswer,
  StockReport: stockReportAnswer,
  Shipment: shipmentAnswer,
  Entry: entryAnswer,
  Payer: payerAnswer,
  Event: eventAnswer,
  QueuedEvent: queuedEventAnswer,
  EventBatch: eventBatchAnswer,
  Exception: exceptionAnswer,
  ExceptionGroup: exceptionGroup,
  Anomaly: anomalyAnswer,
  Audit: auditAnswer,
  AuditDraw: auditDraw,
  FindingCounts: findingCounts,
  Searched: searched,
  Complaint: complaintAnswer,
  CardListItem: cardListItem,
  Card: cardAnswer,
  QueuedCardEvent: queuedCardEventAnswer,
  PublicOrder: publicOrderAnswer,
  Device: deviceAnswer,
  Seal: sealAnswer,
  Reader: readerAnswer,
  Search: searchAnswer,
} as const;
export type AnswerName = keyof typeof answerSchemas;

/** What answers are made of, and the answer that is none. */
export const partSchemas = {
  QuantityLine: quantityLine,
  Money: money,
  OrderCommodity: orderCommodity,
  LocationCommodity: locationCommodity,
  Problem: problemAnswer,
} as const;
