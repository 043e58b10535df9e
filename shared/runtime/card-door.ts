/** The door of cards, as a function finds it in its environment. */
import { setTimeout as pause } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CardDoor } from '../http/cards/card-door.ts';
import { attemptsIn } from '../store/card-attempts.ts';
import type { Store } from '../store/store.ts';
import { cardKeyFromEnvironment } from './card-key.ts';
import { cardAttemptsFromEnvironment } from './environment.ts';

export const cardDoor = (client: DynamoDBClient, { households }: Store): CardDoor => ({
  countAttempt: attemptsIn(client, cardAttemptsFromEnvironment(), Date.now),
  key: cardKeyFromEnvironment(),
  households,
  pause,
  nowMs: () => performance.now(),
});
