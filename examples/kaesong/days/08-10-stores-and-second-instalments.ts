import { at } from '../documents.ts';
import type { Day, Step } from '../steps.ts';
import type { Story } from '../story.ts';

const secondInstalments = ({ documents, payments }: Story): Step => {
  const { mispaidBy, paidAnew } = payments;
  return {
    name: 'payments-08-10',
    title: 'stipend payments, and the reversed one to the right hands',
    events: function* () {
      yield* documents.paymentSheets(10, payments.payments(10));
      yield documents.paymentSheet(`payments-2020-08-10-${mispaidBy}-anew`, at(10, '16:30'), mispaidBy, [
        paidAnew,
      ]);
    },
    settlement: payments.settledUpTo([8, 9, 10]),
  };
};

const storesSupplied = ({ setting, documents, goods }: Story): Step => ({
  name: 'stores-supplied',
  title: 'the station sends goods of light industry to a centre and the grocery stores',
  events: () => [
    ...goods.onward.map((waybill) =>
      documents.dispatch({ locationId: setting.hubId }, waybill, at(10, '09:00'), 'Lorry of the station'),
    ),
    ...goods.onward.map((waybill) => documents.arrival(waybill, at(10, '13:00'))),
  ],
  settlement: {
    kind: 'shipments',
    shipmentIds: goods.onward.map(({ shipmentId }) => shipmentId),
    arrived: true,
  },
});

const missedHouseholdRegistered = ({ setting, documents, handovers }: Story): Step => ({
  name: 'household-registered',
  title: 'the unknown household is registered, too late for the order: its receipt is refused',
  events: () => [
    documents.registration('registry-2020-08-10', at(10, '09:00'), setting.firstCentreId, [setting.late]),
  ],
  settlement: { kind: 'not-held', references: [handovers.unknown.receiptId] },
});

export const storesAndSecondInstalments = (story: Story): Day => ({
  title: '10 August 2020 · second instalments, goods for the stores, and a household that was missed',
  steps: [secondInstalments(story), storesSupplied(story), missedHouseholdRegistered(story)],
});
