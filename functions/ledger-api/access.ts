/** Who may read what: the roles of a verified token, and the rule that each route answers by. */
import { type RoleName, roleNames } from '../../shared/runtime/environment-names.ts';

/** Claims of a token as API Gateway hands them on: a list comes as one text, `[coordinator payer]`. */
export type Claims = Readonly<Record<string, unknown>>;

/** Whoever asks, by what the issuer of their token vouches for. */
export interface Reader {
  readonly roles: ReadonlySet<RoleName>;
  /** The locations whose staff the reader is of. */
  readonly locationIds: ReadonlySet<string>;
  /** The payers whose books the reader keeps. */
  readonly payerIds: ReadonlySet<string>;
}

/** Whom a route answers beside coordinators and auditors, who read everything. */
export type Readers =
  | 'every role'
  | 'overseers'
  | 'staff of the location'
  | 'staff of the household'
  | 'staff at either end'
  | 'whom it concerns'
  | 'the payer';

/** What a question is about, as far as rights depend on it. */
export interface Asked {
  readonly locationId?: string | undefined;
  readonly payerId?: string | undefined;
  /** Of a household: centres at which it is or was registered. Of a waybill: where it left, goes to and came. */
  readonly locationIds?: readonly string[];
}

/** For the problem that a refused reader gets, and for the description. */
export const readersText: { readonly [R in Readers]: string } = {
  'every role': 'every role',
  overseers: 'coordinators and auditors',
  'staff of the location':
    'coordinators and auditors, and to the staff of the location that locationId names',
  'staff of the household':
    'coordinators and auditors, and to the staff of a centre where the household is or was registered',
  'staff at either end':
    'coordinators and auditors, and to the staff of the locations that the waybill leaves and goes to',
  'whom it concerns':
    'coordinators and auditors, to the staff of the location that locationId names, and to the payer that payerId names',
  'the payer': 'coordinators and auditors, and to the payer itself',
};

/**
 * Reads a claim such as `[centre-staff location:C-07]`: roles by name, and beside them what a role is bound to.
 *
 * Shape: separated by spaces or commas; what is neither a role nor such a bound is some other group of the issuer's.
 */
export function readerOf(claims: Claims, rolesClaim: string): Reader {
  const claim = claims[rolesClaim];
  const groups = Array.isArray(claim)
    ? claim.map(String)
    : typeof claim === 'string'
      ? claim.replace(/^\[(.*)\]$/s, '$1').split(/[\s,]+/)
      : [];
  return {
    roles: new Set(roleNames.filter((role) => groups.includes(role))),
    locationIds: boundsOf(groups, 'location:'),
    payerIds: boundsOf(groups, 'payer:'),
  };
}

const boundsOf = (groups: readonly string[], prefix: string): ReadonlySet<string> =>
  new Set(groups.filter((group) => group.startsWith(prefix)).map((group) => group.slice(prefix.length)));

/** Guarantees: who has no role reads nothing; a bound without its role opens nothing. */
export function mayRead({ roles, locationIds, payerIds }: Reader, readers: Readers, asked: Asked): boolean {
  if (roles.has('coordinator') || roles.has('auditor')) return true;
  const isStaffOf = (locationId: string | undefined): boolean =>
    locationId !== undefined && roles.has('centre-staff') && locationIds.has(locationId);
  const isPayer = (payerId: string | undefined): boolean =>
    payerId !== undefined && roles.has('payer') && payerIds.has(payerId);
  switch (readers) {
    case 'every role':
      return roles.size > 0;
    case 'overseers':
      return false;
    case 'staff of the location':
      return isStaffOf(asked.locationId);
    case 'staff of the household':
    case 'staff at either end':
      return (asked.locationIds ?? []).some(isStaffOf);
    case 'whom it concerns':
      return isStaffOf(asked.locationId) || isPayer(asked.payerId);
    case 'the payer':
      return isPayer(asked.payerId);
  }
}
