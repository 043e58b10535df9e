/** Who sent a message, as far as AWS tells, and for which source that sender may write. */

/** The source of each organisation by the unique id of its role, which no role made later ever has. */
export type Senders = ReadonlyMap<string, string>;

/** Reads lines of `<roleId> <source>`, as the stack writes them. */
export const readSenders = (text: string): Senders =>
  new Map(
    text.split('\n').flatMap((line) => {
      const [roleId = '', source = ''] = line.split(' ');
      return roleId === '' || source === '' ? [] : [[roleId, source] as const];
    }),
  );

/**
 * The source that a sender should have written; `undefined` where it did, and where AWS names no organisation's role.
 *
 * Shape of `senderId`: `<roleId>:<session>` for a role. Source: SQS, message attribute SenderId.
 */
export function sourceOfSender(
  senders: Senders,
  senderId: string | undefined,
  source: string | undefined,
): string | undefined {
  const own = senders.get(senderId?.split(':', 1)[0] ?? '');
  return own === source ? undefined : own;
}
