/** Stock for a centre without waybills: an arrival's lines go straight into the centre's book. */
import { locationAccount } from '../../shared/domain/accounts.ts';
import { addToTally, emptyLocationTally, onHandAmounts } from '../../shared/domain/books.ts';
import { unknownLocation } from '../../shared/domain/handover.ts';
import { unknownOrder } from '../../shared/domain/order.ts';
import { awaited, rejected } from '../../shared/domain/outcome.ts';
import { amountsOfLines } from '../../shared/domain/quantity.ts';
import { documentKey } from '../../shared/ledger/book.ts';
import { appendEntry } from '../../shared/ledger/entry.ts';
import { eventKey, postEvent } from '../../shared/ledger/event-posting.ts';
import { bookListing, entryPlace } from '../../shared/ledger/sheet.ts';
import type { EventPosting, QueueWorkerParts } from '../../shared/runtime/queue-worker.ts';

export const bareArrivals = ({
  journal,
  surroundings,
}: Pick<QueueWorkerParts, 'journal' | 'surroundings'>): EventPosting => ({
  async post(attempt) {
    const { event, header } = attempt;
    if (event.type !== 'relief.shipment.arrived.v1') throw new Error(`${event.type} brings no goods`);
    const { orderId, at, shipmentId } = event;
    const outcome = await postEvent(attempt, journal, surroundings, async (now) => {
      const account = locationAccount('centre', at, orderId);
      const [{ order }, location, book] = await Promise.all([
        journal.order(orderId),
        journal.location(at),
        journal.book('stock', account),
      ]);
      const booked = book.documents.get(documentKey('arrival', shipmentId));
      if (booked !== undefined) {
        return booked.digest === header.digest
          ? { fate: 'duplicate' }
          : rejected('conflicting-duplicate', { reference: shipmentId });
      }
      if (order === undefined) return unknownOrder(orderId);
      if (location === undefined) return unknownLocation(at);
      const lines = amountsOfLines(event.lines);
      const stock = addToTally(book.tail?.stock ?? emptyLocationTally, 'received', lines);
      const { entry, record } = appendEntry(account, book.tail, now, {
        type: 'arrival',
        orderId,
        reference: shipmentId,
        event: eventKey(header),
        occurredAt: header.time,
        digest: header.digest,
        counterparty: 'source:test',
        lines,
        balance: onHandAmounts(stock),
        stock,
      });
      return {
        fate: 'posted',
        writes: [
          { kind: 'append', place: entryPlace('stock', account, entry.seq), record },
          ...(book.tail === undefined ? [bookListing('stock', account, orderId)] : []),
        ],
      };
    });
    const moved = outcome.fate === 'posted' || outcome.fate === 'duplicate';
    return { outcome, arrivals: moved ? [awaited.stock(at, orderId)] : [] };
  },
});
