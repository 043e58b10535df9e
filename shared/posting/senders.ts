/** Who sent a message, as far as AWS tells, and for which source that sender may write. */

/** The source of each organisation by the unique id of its role, which no role made later ever has. */
export type Senders = ReadonlyMap<string, string>;

/** What every `source` begins with of which the role that speaks for the holders of cards alone may write. */
export const cardSources = 'urn:relief:card:';

/** Reads lines of `<roleId> <source>`, as the stack writes them. */
export const readSenders = (text: string): Senders =>
  new Map(
    text.split('\n').flatMap((line) => {
      const [roleId = '', source = ''] = line.split(' ');
      return roleId === '' || source === '' ? [] : [[roleId, source] as const];
    }),
  );

/**
 * The source that a sender should have written; `undefined` where it did, and where AWS names no organisation's role. What is a
 * card's source is one of none but the role for which `senders` has {@link cardSources}, if any.
 *
 * Shape of `senderId`: `<roleId>:<session>` for a role. Source: SQS, message attribute SenderId.
 */
export function sourceOfSender(
  senders: Senders,
  senderId: string | undefined,
  source: string | undefined,
): string | undefined {
  const own = senders.get(senderId?.split(':', 1)[0] ?? '');
  const isOfCard = source?.startsWith(cardSources) === true;
  if (own === cardSources) return isOfCard ? undefined : `${own}<householdId>`;
  if (isOfCard && [...senders.values()].includes(cardSources))
    return own ?? `another source: ${cardSources} is what households say by their cards`;
  return own === source ? undefined : own;
}
