/** What people note about what a history sent: of some of it there is an exception, of some there will be, of some never. */
import { createHash } from 'node:crypto';
import { locationAccount, payerAccount } from '../../shared/domain/accounts.ts';
import { findingStates } from '../../shared/domain/events.ts';
import { documentIdempotencyKey, eventClaimId, exceptionIdOf } from '../../shared/ledger/id-claims.ts';
import { Dice } from '../support/dice.ts';
import type { History, Sending } from './history.ts';

const notedHistories = 0.3;

/**
 * The history with notes among what is sent after it is settled. What they are is decided by what was sent, and not by the
 * history's own dice: so a history without notes is the one that it was before there were any.
 */
export function withNotes(history: History): History {
  const { sendings, settledFirst } = history;
  const seed = createHash('sha256')
    .update(sendings.map(({ body }) => body).join('\n'))
    .digest('hex');
  const dice = new Dice(`notes/${seed}`);
  if (!dice.chance(notedHistories)) return history;
  const all = [...sendings];
  const ids = sendings.flatMap(exceptionIdsOf);
  for (let number = 1; number <= dice.whole(2, 8) && ids.length > 0; number += 1) {
    const note = noteOf(dice, dice.pick(ids), number);
    const copies = dice.chance(0.2) ? [note, note] : [note];
    all.splice(dice.whole(settledFirst, all.length), 0, ...copies);
  }
  return { sendings: all, settledFirst };
}

function noteOf(dice: Dice, exceptionId: string, number: number): Sending {
  const id = `note-${number}`;
  const body = JSON.stringify({
    specversion: '1.0',
    id,
    source: 'urn:relief:test',
    type: 'relief.finding.noted.v1',
    time: '2020-08-10T09:00:00+09:00',
    data: {
      exceptionId,
      note: 'looked at',
      ...(dice.chance(0.8) && { state: dice.pick(findingStates) }),
    },
  });
  const messageGroup = dice.chance(0.9) ? exceptionId : 'desk';
  return {
    queue: 'assurance',
    messageGroup,
    deduplicationId: `${id}-${number}`,
    body,
    title: `${id} of ${exceptionId}`,
  };
}

/** Of an event its own, and those of its rows. */
function exceptionIdsOf({ body }: Sending): readonly string[] {
  const { source, id, data } = readSent(body);
  if (typeof id !== 'string' || data === undefined) return [];
  const { orderId = '', centreId, payerId, receipts = [], payments = [] } = data;
  const ofRows = [...receipts, ...payments].flatMap(({ receiptId, paymentId }) => {
    const reference = receiptId ?? paymentId;
    if (typeof reference !== 'string') return [];
    const book =
      centreId === undefined
        ? payerAccount(payerId ?? '', orderId)
        : locationAccount('centre', centreId, orderId);
    return [exceptionIdOf(documentIdempotencyKey(book, reference))];
  });
  return [eventClaimId(`${source}#${id}`), ...ofRows];
}

interface SentMessage {
  readonly source?: string;
  readonly id?: unknown;
  readonly data?: {
    readonly orderId?: string;
    readonly centreId?: string;
    readonly payerId?: string;
    readonly receipts?: readonly { readonly receiptId?: unknown; readonly paymentId?: unknown }[];
    readonly payments?: readonly { readonly receiptId?: unknown; readonly paymentId?: unknown }[];
  };
}

function readSent(body: string): SentMessage {
  try {
    return JSON.parse(body);
  } catch {
    // Some of what is sent is no JSON.
    return {};
  }
}
