import { personsOf } from '../desks.ts';
import { at, centralCommittee, event } from '../documents.ts';
import type { Day, Step } from '../steps.ts';
import type { Story } from '../story.ts';

const orderAmended = ({ setting }: Story): Step => {
  const { order, population, householdCount, late, unitOf } = setting;
  return {
    name: 'amendment',
    title: 'the registry is read anew, and the soap pledge gets a quantity',
    events: () => [
      event(centralCommittee, 'order-2020-08-05-02', 'relief.order.amended.v1', at(11, '09:00'), {
        orderId: order.orderId,
        revision: 2,
        reason: 'A household was missed when the registry was read; light industry states its soap',
        pledges: order.pledges.map((pledge) =>
          pledge.commodity === 'soap' ? { ...pledge, quantity: population, unit: unitOf('soap') } : pledge,
        ),
      }),
    ],
    settlement: { kind: 'order', households: householdCount + 1, persons: population + personsOf(late) },
  };
};

export const amendment = (story: Story): Day => {
  const { setting, documents, handovers, settlements, payments } = story;
  const { firstCentreId } = setting;
  const { mispaidBy, late: latePayment } = payments;
  return {
    title: '11 August 2020 · the order is amended',
    steps: [
      orderAmended(story),
      {
        name: 'missed-household-served',
        title: 'the household that was missed gets its share, on a new receipt',
        events: () => [
          documents.sheet(`sheet-2020-08-11-${firstCentreId}`, at(11, '15:00'), firstCentreId, [
            handovers.late,
          ]),
        ],
        settlement: settlements.afterMissedHousehold,
      },
      {
        name: 'missed-household-paid',
        title: 'and its stipend',
        events: () => [
          documents.paymentSheet(`payments-2020-08-11-${mispaidBy}`, at(11, '16:00'), mispaidBy, [
            latePayment,
          ]),
        ],
        settlement: payments.settledUpTo([8, 9, 10], { payments: 1, paid: latePayment.amount }),
      },
    ],
  };
};
