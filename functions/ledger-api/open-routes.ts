/** What needs no sign-in: a household's card, with its token, and orders that a coordinator has made public. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type CardDoor, cardHeader, throughCardDoor } from '../../shared/http/cards/card-door.ts';
import { problemResponse, respond } from '../../shared/http/response.ts';
import { taggedJson } from '../../shared/http/transfer.ts';
import type { LedgerApiEvent } from './api.ts';
import { answerCard } from './household-card.ts';
import { path, readParameters } from './parameters.ts';
import { QueryProblem } from './problem.ts';
import { answerPublicOrder } from './public-order.ts';
import type { QueryContext } from './query-context.ts';

/** The page of a card, compressed: the same for everybody, with nothing of the household in it. */
export interface CardPage {
  readonly gzip: Uint8Array;
  readonly contentSecurityPolicy: string;
}

export interface OpenRoutesDependencies {
  readonly door: CardDoor;
  readonly cardPage: () => Promise<CardPage>;
}

export const cardPath = '/card';
export const publicOrderPath = '/orders/{orderId}/public';

/** The paths that are open, for the description and for whoever asks by another method. */
export const openPaths = [cardPath, publicOrderPath] as const;

type OpenRoute = (
  event: LedgerApiEvent,
  context: QueryContext,
  dependencies: OpenRoutesDependencies,
) => Promise<Response>;
type Response = APIGatewayProxyStructuredResultV2;

/** By route key; `undefined` for a route that takes a sign-in. */
export const openRoutes: ReadonlyMap<string, OpenRoute> = new Map([
  [`GET ${cardPath}`, card],
  [`GET ${publicOrderPath}`, publicOrder],
]);

/** A browser that opens the address of a card has no token to send: it stands behind `#`, and the page sends it. */
async function card(
  { headers }: LedgerApiEvent,
  context: QueryContext,
  { door, cardPage }: OpenRoutesDependencies,
): Promise<Response> {
  const token = headers[cardHeader];
  if (token === undefined && headers['accept']?.includes('text/html') === true)
    return pageOf(await cardPage());
  return throughCardDoor(token, door, async ({ householdId }) =>
    json(await answerCard(householdId, context)),
  );
}

const pageOf = ({ gzip, contentSecurityPolicy }: CardPage): Response => ({
  ...respond(200, 'text/html; charset=utf-8', Buffer.from(gzip).toString('base64'), {
    'content-encoding': 'gzip',
    'content-security-policy': contentSecurityPolicy,
    'referrer-policy': 'no-referrer',
    'cache-control': 'public, max-age=300',
    vary: 'accept, relief-card',
  }),
  isBase64Encoded: true,
});

async function publicOrder(event: LedgerApiEvent, context: QueryContext): Promise<Response> {
  const values = readParameters(
    { orderId: path.orderId },
    { pathParameters: event.pathParameters ?? {}, queryParameters: {} },
  );
  if (values instanceof QueryProblem) return problemResponse(values);
  return json(await answerPublicOrder(values.orderId, context));
}

const json = (found: object): Response =>
  found instanceof QueryProblem ? problemResponse(found) : taggedJson(found);
