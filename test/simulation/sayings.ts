/** What households say of what a history handed out or paid, and what they complain of, before and after it is booked. */
import { createHash } from 'node:crypto';
import { Dice } from '../support/dice.ts';
import type { History, Sending } from './history.ts';

const spokenOf = 0.4;

interface Document {
  readonly orderId: string;
  readonly householdId: string;
  readonly reference: string;
}

/**
 * The history with what households say among it. What they say is decided by what was sent, and not by the history's own
 * dice: so a history without is the one that it was before anybody was asked.
 */
export function withSayings(history: History): History {
  const { sendings, settledFirst } = history;
  const seed = createHash('sha256')
    .update(sendings.map(({ body }) => body).join('\n'))
    .digest('hex');
  const dice = new Dice(`said/${seed}`);
  const documents = sendings.flatMap(documentsOf);
  if (!dice.chance(spokenOf) || documents.length === 0) return history;
  const all = [...sendings];
  const add = (sending: Sending): void => {
    const copies = dice.chance(0.2) ? [sending, sending] : [sending];
    all.splice(dice.whole(settledFirst, all.length), 0, ...copies);
  };
  // Of a few, so that of some more than one thing is said.
  const spoken = [dice.pick(documents), dice.pick(documents), dice.pick(documents)];
  for (let number = dice.whole(3, 12); number > 0; number -= 1) {
    const document = dice.pick(spoken);
    if (dice.chance(0.7)) add(statementOf(dice, document, number));
    else for (const sending of complaintOf(dice, document, number)) add(sending);
  }
  return { sendings: all, settledFirst };
}

function statementOf(dice: Dice, { orderId, householdId, reference }: Document, number: number): Sending {
  const hour = dice.whole(10, 12);
  const data = {
    orderId,
    householdId: dice.chance(0.9) ? householdId : 'H-NOBODY',
    reference: dice.chance(0.9) ? reference : 'R-NEVER',
    statement: dice.pick(['received', 'less', 'not-received']),
    channel: dice.pick(['card', 'visit']),
    ...(dice.chance(0.4) && { note: `family ${householdId} was asked` }),
  };
  return sendingOf(
    `said-${number}`,
    'relief.receipt.confirmed.v1',
    `2020-08-${hour}T09:00:00+09:00`,
    data,
    orderId,
  );
}

/** A complaint, and as the case may be an answer or two, which may come first. */
function complaintOf(
  dice: Dice,
  { orderId, householdId }: Document,
  number: number,
): readonly [Sending, ...Sending[]] {
  const complaintId = `B-${dice.whole(1, 4)}`;
  const raised = {
    complaintId,
    kind: dice.pick(['quality', 'conduct', 'left-out']),
    channel: 'call',
    ...(dice.chance(0.8) && { orderId }),
    ...(dice.chance(0.6) && { householdId, text: `family ${householdId} complains` }),
  };
  const answers = Array.from({ length: dice.whole(0, 2) }, (_, at) =>
    sendingOf(
      `answered-${number}-${at}`,
      'relief.complaint.answered.v1',
      `2020-08-${dice.whole(13, 20)}T09:00:00+09:00`,
      { complaintId, outcome: 'upheld', told: dice.chance(0.5), answer: 'looked into' },
      complaintId,
    ),
  );
  const group = raised.orderId ?? raised.householdId ?? complaintId;
  const time = '2020-08-10T09:00:00+09:00';
  return [sendingOf(`raised-${number}`, 'relief.complaint.raised.v1', time, raised, group), ...answers];
}

function sendingOf(id: string, type: string, time: string, data: object, messageGroup: string): Sending {
  const body = JSON.stringify({ specversion: '1.0', id, source: 'urn:relief:test', type, time, data });
  return { queue: 'assurance', messageGroup, deduplicationId: id, body, title: `${id} ${type}` };
}

interface Sheet {
  readonly data?: {
    readonly orderId?: unknown;
    readonly receipts?: unknown;
    readonly payments?: unknown;
  };
}

function documentsOf({ body }: Sending): readonly Document[] {
  const { data } = readSent(body);
  const { orderId, receipts, payments } = data ?? {};
  if (typeof orderId !== 'string') return [];
  const rows = [receipts, payments].flatMap((list) => (Array.isArray(list) ? list : []));
  return rows.flatMap((row: { receiptId?: unknown; paymentId?: unknown; householdId?: unknown } | null) => {
    const reference = row?.receiptId ?? row?.paymentId;
    const householdId = row?.householdId;
    return typeof reference === 'string' && typeof householdId === 'string'
      ? [{ orderId, householdId, reference }]
      : [];
  });
}

function readSent(body: string): Sheet {
  try {
    return JSON.parse(body);
  } catch {
    // Some of what is sent is no JSON.
    return {};
  }
}
