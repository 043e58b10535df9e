/** Waybills: dispatched, and arrived; what arrives at a hub goes on to the centres it supplies. */
import { dependencyOn } from '../../shared/domain/outcome.ts';
import { postEvent } from '../../shared/posting/post-event.ts';
import type { EventPosting, QueueWorkerDependencies } from '../../shared/posting/queue-worker.ts';
import { finishShipment } from './allocation.ts';
import { decideArrival } from './arrival.ts';
import { decideDispatch } from './dispatch.ts';

export const shipmentPosting = ({
  journal,
  clock,
}: Pick<QueueWorkerDependencies, 'journal' | 'clock'>): EventPosting => ({
  async post(attempt) {
    const { event } = attempt;
    const parts = { journal, clock };
    switch (event.type) {
      case 'relief.shipment.dispatched.v1': {
        const dispatch = { ...attempt, event };
        const outcome = await postEvent(attempt, journal, clock, (now) =>
          decideDispatch(parts, dispatch, now),
        );
        if (outcome.status === 'duplicate') await finishShipment(parts, dispatch);
        return { outcome, arrivals: [] };
      }
      case 'relief.shipment.arrived.v1': {
        const arrival = { ...attempt, event };
        const outcome = await postEvent(attempt, journal, clock, (now) => decideArrival(parts, arrival, now));
        if (outcome.status === 'duplicate') await finishShipment(parts, arrival);
        const came = outcome.status === 'posted' || outcome.status === 'duplicate';
        return { outcome, arrivals: came ? [dependencyOn.stock(event.at, event.orderId)] : [] };
      }
      default:
        throw new Error(`${event.type} moves no shipment`);
    }
  },
});
