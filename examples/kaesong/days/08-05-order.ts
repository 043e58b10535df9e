import type { Day } from '../steps.ts';
import type { Story } from '../story.ts';

export const order = ({ setting }: Story): Day => ({
  title: '5 August 2020 · the order',
  steps: [
    {
      name: 'order',
      title: 'order accepted',
      events: () => [setting.orderEvent],
      settlement: { kind: 'order', households: setting.householdCount, persons: setting.population },
    },
  ],
});
