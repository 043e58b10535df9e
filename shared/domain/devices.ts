/** The devices that people write on, by the name at the end of an event's `source`. */

export const deviceStatuses = ['in-use', 'ended'] as const;
export type DeviceStatus = (typeof deviceStatuses)[number];

/** What a coordinator decided about a device: it was ended, or let in again. */
export interface DeviceDecision {
  readonly device: string;
  readonly status: DeviceStatus;
  readonly reason: string;
  /** The `source` of the coordinator. */
  readonly by: string;
  readonly at: string;
}

/** What the intake expects at `source`, and misses where a device was ended: a page tells that refusal by it. */
export const deviceInUse = 'a device that no coordinator ended';

/** Characters that a URN holds as they are. Source: RFC 8141, 2; the colon stands before the name of a device. */
const plainInUrn = /%(?:24|26|2B|2C|2F|3B|3D|40)/g;

/**
 * The `source` of whoever a token is of. Guarantees: two subjects never have the same, nor one of them that of a device of the
 * other, because a colon in a subject is percent-encoded, as a percent sign is and whatever no URN may hold.
 */
export const sourceOfSubject = (subject: string): string =>
  `urn:relief:reader:${encodeURIComponent(subject).replace(plainInUrn, decodeURIComponent)}`;

export const isDeviceName = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/.test(text);

/** The name of the device that an event of a reader was written on; `undefined` where its `source` names none. */
export function deviceIn(source: string): string | undefined {
  const [, name] = /^urn:relief:reader:[^:]+:(.+)$/s.exec(source) ?? [];
  return name !== undefined && isDeviceName(name) ? name : undefined;
}

/** The latest decision stands; a device of which nothing was decided is in use. */
export const statusOfDevice = (device: string, decisions: readonly DeviceDecision[]): DeviceStatus =>
  decisions.findLast((decision) => decision.device === device)?.status ?? 'in-use';
