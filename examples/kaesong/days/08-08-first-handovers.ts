import { at } from '../documents.ts';
import type { Day } from '../steps.ts';
import type { Story } from '../story.ts';

export const firstHandovers = ({ setting, documents, handovers, settlements, payments }: Story): Day => {
  const { firstCentreId } = setting;
  const { greedy, unknown, receipts } = handovers;
  return {
    title: '8 August 2020 · first handovers, first payments',
    steps: [
      {
        name: 'handovers-08-08',
        title: 'handover sheets',
        events: () => documents.sheets(8, receipts(8)),
        settlement: settlements.afterEighth,
      },
      {
        name: 'refused-and-held',
        title: 'an unknown household is held, a household that asks twice its rice is refused',
        events: () => [
          documents.sheet(`sheet-2020-08-08-${firstCentreId}-late`, at(8, '18:00'), firstCentreId, [
            greedy,
            unknown,
          ]),
        ],
        settlement: { kind: 'held', reason: 'unknown-household', references: [unknown.receiptId] },
      },
      {
        name: 'payments-08-08',
        title: 'stipend payments',
        events: () => documents.paymentSheets(8, payments.payments(8)),
        settlement: payments.settledUpTo([8]),
      },
    ],
  };
};
