/** Asks for the card, and sends what its holder says; the token goes in a header, and into no address. */
import type { CardAnswer } from '../../shared/contract/answers/cards.ts';

export type Found =
  | { readonly is: 'card'; readonly card: CardAnswer }
  | { readonly is: 'wrongCard' | 'tooOften' | 'unreachable' };

export async function askForCard(token: string): Promise<Found> {
  // No header takes other characters, and no card has them.
  if (!/^[\x21-\x7e]+$/.test(token)) return { is: 'wrongCard' };
  try {
    const response = await fetch('/card', {
      headers: { 'relief-card': token, accept: 'application/json' },
      credentials: 'omit',
    });
    if (response.status === 401) return { is: 'wrongCard' };
    if (response.status === 429) return { is: 'tooOften' };
    if (!response.ok) return { is: 'unreachable' };
    return { is: 'card', card: (await response.json()) as CardAnswer };
  } catch {
    return { is: 'unreachable' };
  }
}

/** Whether it was taken. */
export async function tell(token: string, what: 'statements' | 'complaints', body: object): Promise<boolean> {
  try {
    const response = await fetch(`/card/${what}`, {
      method: 'POST',
      headers: { 'relief-card': token, 'content-type': 'application/json' },
      credentials: 'omit',
      body: JSON.stringify(body),
    });
    return response.status === 202;
  } catch {
    return false;
  }
}
