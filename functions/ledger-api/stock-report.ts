/** The stock report of a location: what it opened with, what came and went by the day it happened, what it closed with. */

import type { StockReportAnswer } from '../../shared/contract/answers/stock-report.ts';
import { locationAccount } from '../../shared/domain/accounts.ts';
import { orderedCommodities } from '../../shared/domain/reconciliation.ts';
import { stockReport } from '../../shared/domain/stock-report.ts';
import { type CsvTable, csvTable } from '../../shared/files/csv.ts';
import { BookIndex } from '../../shared/ledger/book.ts';
import { stockMovesOf } from '../../shared/ledger/stock-moves.ts';
import { type DateRange, placeIn, refuseRange } from './date-range.ts';
import { commodityRow } from './figures.ts';
import { missingOrder, notFound, type QueryProblem } from './problem.ts';
import type { QueryContext } from './query-context.ts';

interface StockReportQuestion extends DateRange {
  readonly locationId: string;
  readonly orderId: string | undefined;
}

export async function answerStockReport(
  { locationId, orderId, from, to }: StockReportQuestion,
  { journal }: QueryContext,
): Promise<StockReportAnswer | QueryProblem> {
  if (orderId === undefined) return missingOrder('a stock report is about one order');
  const refusal = refuseRange({ from, to });
  if (refusal !== undefined) return refusal;
  const [location, order] = await Promise.all([
    journal.locations.get(locationId),
    journal.orders.asOf(orderId),
  ]);
  if (location === undefined) return notFound('Location', locationId);
  if (order === undefined) return notFound('Order', orderId);
  const account = locationAccount(location.kind, locationId, orderId);
  const entries = await journal.chains.entriesFrom('stock', account, 1);
  const { tail, counts } = new BookIndex(account).extend(entries);
  const booked = new Set(tail?.stock?.stock.keys());
  const commodities = orderedCommodities(order.terms, booked).filter((commodity) => booked.has(commodity));
  const figures = stockReport(
    commodities,
    stockMovesOf(entries),
    counts,
    placeIn({ from, to }, journal.zone),
  );
  return {
    locationId,
    orderId,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    commodities: figures.map(({ commodity, ...totals }) =>
      commodityRow(commodity, order.units, (quantity) => ({
        opening: quantity(totals.opening),
        received: quantity(totals.received),
        dispatched: quantity(totals.dispatched),
        handedOver: quantity(totals.handedOver),
        lost: quantity(totals.lost),
        transferredIn: quantity(totals.transferredIn),
        transferredOut: quantity(totals.transferredOut),
        countVariance: quantity(totals.countVariance),
        closing: quantity(totals.closing),
      })),
    ),
  };
}

/** One row for each commodity. */
export const stockReportTable = ({ commodities, ...report }: StockReportAnswer): CsvTable =>
  csvTable(commodities, {
    locationId: () => report.locationId,
    orderId: () => report.orderId,
    from: () => report.from,
    to: () => report.to,
    commodity: (row) => row.commodity,
    unit: (row) => row.unit,
    opening: (row) => row.opening,
    received: (row) => row.received,
    dispatched: (row) => row.dispatched,
    handedOver: (row) => row.handedOver,
    lost: (row) => row.lost,
    transferredIn: (row) => row.transferredIn,
    transferredOut: (row) => row.transferredOut,
    countVariance: (row) => row.countVariance,
    closing: (row) => row.closing,
  });
