/** Lets the holder of a card in: by its token, a few times a minute, and as slowly whether it is right or wrong. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Household, isRegistered } from '../../ledger/household-item.ts';
import { problemOf } from '../problem.ts';
import { problemResponse } from '../response.ts';
import { cardCode, isRightCode, readCardToken } from './card-token.ts';

/** The header that holds the token, which so is in no address and in no log of one. */
export const cardHeader = 'relief-card';

export interface CardDoor {
  /** Counts an attempt for a household's card; false where there were too many in its minute. */
  readonly countAttempt: (householdId: string) => Promise<boolean>;
  /** What codes are made with. */
  readonly key: () => Promise<string>;
  readonly households: {
    get(householdIds: readonly string[]): Promise<ReadonlyMap<string, Household>>;
  };
  readonly pause: (ms: number) => Promise<unknown>;
  readonly nowMs: () => number;
}

/** Longer than an answer takes: whoever measures learns nothing of a wrong token. */
const leastAnswerMs = 300;

type Response = APIGatewayProxyStructuredResultV2;

/** Answers the holder of a card, and refuses everybody else. */
export async function throughCardDoor(
  token: string | undefined,
  door: CardDoor,
  answer: (household: Household) => Promise<Response>,
): Promise<Response> {
  const begin = door.nowMs();
  const response = await admitted(token, door, answer);
  const leftMs = begin + leastAnswerMs - door.nowMs();
  if (leftMs > 0) await door.pause(leftMs);
  return response;
}

async function admitted(
  text: string | undefined,
  { countAttempt, key, households }: CardDoor,
  answer: (household: Household) => Promise<Response>,
): Promise<Response> {
  const token = readCardToken(text ?? '');
  if (token === undefined) return wrong();
  const { householdId, code } = token;
  if (!(await countAttempt(householdId))) return tooOften();
  const [secret, found] = await Promise.all([key(), households.get([householdId])]);
  const household = found.get(householdId);
  const isRight = isRightCode(code, cardCode(secret, householdId, household?.cardGeneration ?? 0));
  return isRight && isRegistered(household) ? answer(household) : wrong();
}

const wrong = (): Response =>
  problemResponse({
    body: problemOf(
      401,
      'The card is not valid. It may have been replaced by a new one: ask at your centre.',
    ),
  });

const tooOften = (): Response =>
  problemResponse(
    { body: problemOf(429, 'This card was used too often. Try again in a minute.') },
    { 'retry-after': '60' },
  );
