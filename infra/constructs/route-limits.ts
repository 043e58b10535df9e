import {
  cardBurstLimit,
  cardRateLimitPerSecond,
  deskBurstLimit,
  deskRateLimitPerSecond,
  intakeBurstLimit,
  intakeRateLimitPerSecond,
  pageBurstLimit,
  pageRateLimitPerSecond,
  unroutedBurstLimit,
  unroutedRateLimitPerSecond,
} from '../config.ts';

/** How often a route may be asked in a second, and at once. */
export interface RouteLimit {
  readonly ThrottlingRateLimit: number;
  readonly ThrottlingBurstLimit: number;
}

const limit = (ThrottlingRateLimit: number, ThrottlingBurstLimit: number): RouteLimit => ({
  ThrottlingRateLimit,
  ThrottlingBurstLimit,
});

const ofPages = limit(pageRateLimitPerSecond, pageBurstLimit);

const others: { readonly [routeKey: string]: RouteLimit } = {
  'GET /households/{householdId}': limit(deskRateLimitPerSecond, deskBurstLimit),
  'POST /events': limit(intakeRateLimitPerSecond, intakeBurstLimit),
  $default: limit(unroutedRateLimitPerSecond, unroutedBurstLimit),
};

const ofOpenRoutes = limit(cardRateLimitPerSecond, cardBurstLimit);

/** The limit of a route, which is its own: what floods it leaves the others open. */
export const limitOf = (routeKey: string, needsSignIn: boolean): RouteLimit =>
  others[routeKey] ?? (needsSignIn ? ofPages : ofOpenRoutes);
