/** Where a request came from, told so that nobody can pass for another address. */

export interface CallerAddress {
  /** Whoever connected to the API, which nobody can forge: CloudFront, for whoever comes by the page. */
  readonly sourceIp: string;
  /** For whom that one says it asks: the reader's address where `sourceIp` is CloudFront's, and else a claim of the caller's. */
  readonly viewer?: string;
}

/**
 * Reads the addresses of a request.
 *
 * Each stop writes whom it was asked by at the end of `X-Forwarded-For`. So its last address is the one that CloudFront was
 * asked by, or `sourceIp` itself where API Gateway wrote that behind it; all before are what the caller sent along.
 */
export function callerAddress(sourceIp: string, forwardedFor = ''): CallerAddress {
  const stops = forwardedFor.split(',').flatMap((stop) => stop.trim() || []);
  if (stops.at(-1) === sourceIp) stops.pop();
  const viewer = stops.at(-1);
  // The caller's own text may be of any length.
  return viewer === undefined ? { sourceIp } : { sourceIp, viewer: viewer.slice(0, longestAddress) };
}

/** An IPv6 address that ends as an IPv4 address is written. */
const longestAddress = 45;
