/** Who makes a request: the roles of a verified token, and what they are bound to. */
import { isDeviceName, sourceOfSubject } from '../domain/devices.ts';
import { type RoleName, roleNames } from '../domain/roles.ts';

/** Claims of a token, as its payload has them or as API Gateway hands them on. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * The claims of a token that API Gateway has checked.
 *
 * API Gateway writes a list as one text, `[coordinator payer]`, in which a name with a space looks like two. So they are
 * read from the token's own payload where it came with the request.
 */
export function claimsOf(checked: Claims, authorization: string | undefined): Claims {
  const [, payload] = /^(?:Bearer +)?[\w-]+\.([\w-]+)\.[\w-]+$/i.exec(authorization ?? '') ?? [];
  if (payload === undefined) return checked;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return isClaims(claims) ? claims : checked;
  } catch {
    return checked;
  }
}

const isClaims = (value: unknown): value is Claims =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whoever asks, by what the issuer of their token vouches for. */
export interface Reader {
  readonly roles: ReadonlySet<RoleName>;
  /** The locations whose staff the reader belongs to. */
  readonly locationIds: ReadonlySet<string>;
  /** The payers whose books the reader keeps. */
  readonly payerIds: ReadonlySet<string>;
  /** The `source` of the reader's own events; none where nobody signed in, or the token names nobody. */
  readonly source?: string;
}

/** Whether an event of a `source` is of a reader: as itself, or with the name of a device behind it. */
export const isOwnSource = (own: string, source: string): boolean =>
  source === own || (source.startsWith(`${own}:`) && isDeviceName(source.slice(own.length + 1)));

/**
 * Reads a claim such as `[centre-staff location:C-07]`: roles by name, and beside them what a role is bound to.
 *
 * Shape: a list, or a list as API Gateway writes it; any other text is one group, whatever it holds. Every other group
 * belongs to other programs of the issuer.
 */
export function readerOf(claims: Claims, rolesClaim: string): Reader {
  const groups = groupsOf(claims[rolesClaim]);
  const { sub: subject } = claims;
  return {
    ...(typeof subject === 'string' && subject !== '' && { source: sourceOfSubject(subject) }),
    roles: new Set(roleNames.filter((role) => groups.includes(role))),
    locationIds: boundsOf(groups, 'location:'),
    payerIds: boundsOf(groups, 'payer:'),
  };
}

function groupsOf(claim: unknown): readonly string[] {
  if (Array.isArray(claim)) return claim.filter((group) => typeof group === 'string');
  if (typeof claim !== 'string') return [];
  const list = /^\[(.*)\]$/s.exec(claim)?.[1];
  return list === undefined ? [claim] : list.split(' ');
}

const boundsOf = (groups: readonly string[], prefix: string): ReadonlySet<string> =>
  new Set(groups.filter((group) => group.startsWith(prefix)).map((group) => group.slice(prefix.length)));

export const isStaffOf = ({ roles, locationIds }: Reader, locationId: string | undefined): boolean =>
  locationId !== undefined && roles.has('centre-staff') && locationIds.has(locationId);

export const isPayer = ({ roles, payerIds }: Reader, payerId: string | undefined): boolean =>
  payerId !== undefined && roles.has('payer') && payerIds.has(payerId);
