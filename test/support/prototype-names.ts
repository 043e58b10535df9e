/** Gives everything in an event the name of a member that every object, function or array inherits. */

import { missedReasons } from '../../shared/domain/events.ts';
import { withdrawalReasons } from '../../shared/domain/household.ts';

/** Ids begin with a letter or digit, so `__proto__` is none; a waybill's later parts, and texts, may be it. */
const inherited = [Object.prototype, Function.prototype, Array.prototype].flatMap((prototype) =>
  Object.getOwnPropertyNames(prototype).filter((name) => /^[A-Za-z]+$/.test(name)),
);
const idNames = [...new Set([...inherited, 'prototype', 'then', 'toJSON'])];
/** No text and no location has one of these: a refused message that may name a household so is forgotten with it. */
const householdNames = idNames.slice(idNames.length / 2, idNames.length / 2 + 14);
const textNames = [
  '__proto__',
  '__defineGetter__',
  '__lookupSetter__',
  ...idNames.filter((name) => !householdNames.includes(name)).toReversed(),
];
const locationNames = idNames.slice(0, idNames.length / 2);

/** What shares its names with what: returns undo receipts, and goods go from one location to another. */
const spaces: Readonly<Record<string, string>> = {
  id: 'event',
  source: 'source',
  orderId: 'order',
  fromOrderId: 'order',
  toOrderId: 'order',
  householdId: 'household',
  centreId: 'location',
  locationId: 'location',
  suppliedBy: 'location',
  centres: 'location',
  at: 'location',
  to: 'location',
  payerId: 'payer',
  receiptId: 'document',
  paymentId: 'document',
  reverses: 'document',
  countId: 'document',
  lossId: 'document',
  fundingId: 'document',
  transferId: 'document',
  shipmentId: 'waybill',
  commodity: 'commodity',
  collectedBy: 'text',
  carrier: 'text',
  name: 'text',
  neighbourhood: 'text',
  reason: 'text',
  title: 'text',
  issuedBy: 'text',
  responsible: 'text',
  prohibitions: 'text',
};

/** Reasons that the contract names, and no sender words. */
const namedReasons: readonly string[] = [...withdrawalReasons, ...missedReasons];

/** What a thing is called instead, being the `index`-th of its space. */
type NameOf = (space: string, old: string, index: number) => string;

const namesOfSpaces: Readonly<Record<string, readonly string[]>> = {
  text: textNames,
  source: textNames,
  household: householdNames,
  location: locationNames,
};

const inheritedName: NameOf = (space, old, index) => (namesOfSpaces[space] ?? idNames)[index] ?? old;

/** Ids that begin with the same characters, which the contract allows: `KP:C-1`. */
export const beginningWith =
  (beginning: string): NameOf =>
  (space, old) =>
    ['text', 'source', 'commodity'].includes(space) ? old : `${beginning}${old}`;

/** Names of one history: the same thing has the same new name wherever it comes, and no two things have one. */
export class PrototypeNames {
  readonly #spaces = new Map<string, Map<string, string>>();
  readonly #nameOf: NameOf;

  constructor(nameOf = inheritedName) {
    this.#nameOf = nameOf;
  }

  /** `value` as it stands under `key` of an event. */
  renamed<T>(value: T, key = ''): T {
    return this.#renamed(value, key) as T;
  }

  #renamed(value: unknown, key: string): unknown {
    const space = Object.hasOwn(spaces, key) ? spaces[key] : undefined;
    if (Array.isArray(value)) return value.map((member) => this.#renamed(member, key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, member]) => [name, this.#renamed(member, name)]),
      );
    }
    if (typeof value !== 'string' || space === undefined) return value;
    if (space === 'location' && value === 'all') return value;
    if (key === 'reason' && namedReasons.includes(value)) return value;
    if (space !== 'waybill') return this.#nameIn(space, value);
    // A hub's share is named for the centre it goes to.
    const [first = '', ...centres] = value.split('/');
    return [this.#nameIn(space, first), ...centres.map((centre) => this.#nameIn('location', centre))].join(
      '/',
    );
  }

  #nameIn(space: string, old: string): string {
    const names = this.#spaces.get(space) ?? new Map<string, string>();
    this.#spaces.set(space, names);
    const known = names.get(old);
    if (known !== undefined) return known;
    const name = this.#nameOf(space, old, names.size);
    names.set(old, name);
    return name;
  }
}
