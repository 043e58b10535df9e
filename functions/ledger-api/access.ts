/** Who may read what: the roles of a verified token, and the rights that routes are open to. */
import { type RoleName, roleNames } from '../../shared/domain/roles.ts';
import type { QueryContext } from './query-context.ts';

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
}

/**
 * Reads a claim such as `[centre-staff location:C-07]`: roles by name, and beside them what a role is bound to.
 *
 * Shape: a list, or a list as API Gateway writes it; any other text is one group, whatever it holds. Every other group
 * belongs to other programs of the issuer.
 */
export function readerOf(claims: Claims, rolesClaim: string): Reader {
  const groups = groupsOf(claims[rolesClaim]);
  return {
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

/** Who may have an answer beside coordinators and auditors, who read everything; `V` is what the query must name. */
export interface Right<V> {
  /** Everyone who may, as the API describes them. */
  readonly openTo: string;
  readonly allows: (reader: Reader, named: V, context: QueryContext) => boolean | Promise<boolean>;
}

/** Guarantees: a reader without a role reads nothing; a bound without its role opens nothing. */
export async function mayRead<V>(
  reader: Reader,
  right: Right<V>,
  named: V,
  context: QueryContext,
): Promise<boolean> {
  if (reader.roles.has('coordinator') || reader.roles.has('auditor')) return true;
  return right.allows(reader, named, context);
}

const isStaffOf = ({ roles, locationIds }: Reader, locationId: string | undefined): boolean =>
  locationId !== undefined && roles.has('centre-staff') && locationIds.has(locationId);

const isPayer = ({ roles, payerIds }: Reader, payerId: string | undefined): boolean =>
  payerId !== undefined && roles.has('payer') && payerIds.has(payerId);

export const everyRole: Right<unknown> = {
  openTo: 'readers of any role',
  allows: ({ roles }) => roles.size > 0,
};

export const overseers: Right<unknown> = {
  openTo: 'coordinators and auditors',
  allows: () => false,
};

export const staffOfLocation: Right<{ readonly locationId: string }> = {
  openTo: 'coordinators, auditors and the staff of this location',
  allows: (reader, { locationId }) => isStaffOf(reader, locationId),
};

/** A payer sees here what it is to pay, at the locations that it is bound to; nothing else there is open to it. */
export const staffOrPayerOfLocation: Right<{ readonly locationId: string }> = {
  openTo: 'coordinators, auditors, the staff of this location and payers bound to it',
  allows: (reader, { locationId }) =>
    isStaffOf(reader, locationId) || (reader.roles.has('payer') && reader.locationIds.has(locationId)),
};

/** Guarantees: an unknown household is refused like one of another centre, so that a refusal tells nothing. */
export const staffOfHousehold: Right<{ readonly householdId: string }> = {
  openTo: 'coordinators, auditors and the staff of any centre where this household is or was registered',
  async allows(reader, { householdId }, context) {
    if (!reader.roles.has('centre-staff')) return false;
    // Every answer about a household needs the list of orders too: read beside it, the right costs no round of reads.
    const [household] = await Promise.all([context.household(householdId), context.orderIds()]);
    return household?.history.some(({ centreId }) => isStaffOf(reader, centreId)) ?? false;
  },
};

/** Guarantees: an unknown waybill is refused like one between other locations. */
export const staffAtEitherEnd: Right<{ readonly shipmentId: string }> = {
  openTo: 'coordinators, auditors and the staff of the locations that this waybill leaves or goes to',
  async allows(reader, { shipmentId }, context) {
    if (!reader.roles.has('centre-staff')) return false;
    const { originId, shipment } = await context.shipment(shipmentId);
    return [originId, shipment.to, shipment.arrivedAt].some((locationId) => isStaffOf(reader, locationId));
  },
};

export const staffOrPayerNamed: Right<{
  readonly locationId: string | undefined;
  readonly payerId: string | undefined;
}> = {
  openTo:
    'coordinators and auditors; with locationId, to the staff of that location; with payerId, to that payer',
  allows: (reader, { locationId, payerId }) => isStaffOf(reader, locationId) || isPayer(reader, payerId),
};

export const payerItself: Right<{ readonly payerId: string }> = {
  openTo: 'coordinators, auditors and this payer',
  allows: (reader, { payerId }) => isPayer(reader, payerId),
};
