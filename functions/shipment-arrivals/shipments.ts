/** Waybills: dispatched, and arrived; what arrives at a hub goes on to the centres it supplies. */
import { awaited } from '../../shared/domain/outcome.ts';
import { postEvent } from '../../shared/posting/post-event.ts';
import type { EventPosting, QueueWorkerParts } from '../../shared/posting/queue-worker.ts';
import { finishShipment } from './allocation.ts';
import { decideArrival } from './arrival.ts';
import { decideDispatch } from './dispatch.ts';

export const shipmentPosting = ({
  journal,
  surroundings,
}: Pick<QueueWorkerParts, 'journal' | 'surroundings'>): EventPosting => ({
  async post(attempt) {
    const { event } = attempt;
    const parts = { journal, surroundings };
    switch (event.type) {
      case 'relief.shipment.dispatched.v1': {
        const dispatch = { ...attempt, event };
        const outcome = await postEvent(attempt, journal, surroundings, (now) =>
          decideDispatch(parts, dispatch, now),
        );
        if (outcome.fate === 'duplicate') await finishShipment(parts, dispatch);
        return { outcome, arrivals: [] };
      }
      case 'relief.shipment.arrived.v1': {
        const arrival = { ...attempt, event };
        const outcome = await postEvent(attempt, journal, surroundings, (now) =>
          decideArrival(parts, arrival, now),
        );
        if (outcome.fate === 'duplicate') await finishShipment(parts, arrival);
        const came = outcome.fate === 'posted' || outcome.fate === 'duplicate';
        return { outcome, arrivals: came ? [awaited.stock(event.at, event.orderId)] : [] };
      }
      default:
        throw new Error(`${event.type} moves no shipment`);
    }
  },
});
