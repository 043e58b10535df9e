import type { Day } from '../steps.ts';
import type { Story } from '../story.ts';

export const secondHandovers = ({ documents, handovers, settlements }: Story): Day => ({
  title: '13 August 2020 · handovers from the second train',
  steps: [
    {
      name: 'handovers-08-13',
      title: 'handover sheets',
      events: () => documents.sheets(13, handovers.receipts(13)),
      settlement: settlements.afterThirteenth,
    },
  ],
});
