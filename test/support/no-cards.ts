import type { CardPress } from '../../functions/ledger-api/cards.ts';

/** For questions that are not about cards. */
export const noCards: CardPress = {
  key: () => Promise.reject(new Error('nobody asks for cards here')),
  pageUrl: 'https://relief.example/',
};
