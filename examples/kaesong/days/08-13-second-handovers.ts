import type { Receipt } from '../desks.ts';
import { at, type Documents } from '../documents.ts';
import type { Move } from '../setting.ts';
import type { Day, Step } from '../steps.ts';
import type { Story } from '../story.ts';

/** An order keeps the centres that it found, so a household that moves is sent back to its old one. */
function householdMoves(
  documents: Documents,
  { household, toCentreId }: Move,
  elsewhere: Receipt,
): readonly Step[] {
  const { householdId, centreId } = household;
  return [
    {
      name: 'household-moves',
      title: 'a household moves to another centre; under this order its old one goes on serving it',
      events: () => [
        documents.registration('registry-2020-08-13', at(13, '09:00'), toCentreId, [household], '2020-08-12'),
      ],
      settlement: { kind: 'served-by', householdId, registeredAt: toCentreId, servedBy: centreId },
    },
    {
      name: 'moved-household-asks',
      title: 'its new centre is refused the receipt, and told which centre serves it',
      events: () => [
        documents.sheet(`sheet-2020-08-13-${toCentreId}-moved`, at(13, '10:00'), toCentreId, [elsewhere]),
      ],
      settlement: { kind: 'rejected', reason: 'wrong-centre', references: [elsewhere.receiptId] },
    },
  ];
}

export const secondHandovers = ({ setting, documents, handovers, settlements }: Story): Day => {
  const { moved } = setting;
  const { elsewhere } = handovers;
  return {
    title: '13 August 2020 · handovers from the second train, and a household that moved',
    steps: [
      ...(moved && elsewhere ? householdMoves(documents, moved, elsewhere) : []),
      {
        name: 'handovers-08-13',
        title: 'handover sheets',
        events: () => documents.sheets(13, handovers.receipts(13)),
        settlement: settlements.afterThirteenth,
      },
    ],
  };
};
