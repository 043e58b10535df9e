import type { Day } from '../steps.ts';
import type { Story } from '../story.ts';

export const lastHandovers = ({ documents, handovers, settlements }: Story): Day => ({
  title: '14 August 2020 · the rest of them',
  steps: [
    {
      name: 'handovers-08-14',
      title: 'handover sheets',
      events: () => documents.sheets(14, handovers.receipts(14)),
      settlement: settlements.afterFourteenth,
    },
  ],
});
