/** Numbers of documents that are used again by careless senders: for the same document, or for another one. */
import { createHash } from 'node:crypto';
import { Dice } from '../support/dice.ts';
import type { History, Sending } from './history.ts';

const historiesWithNumbersAgain = 0.3;

/** Events that are documents with a number of their own. */
const numbered: readonly unknown[] = [
  'relief.order.issued.v1',
  'relief.shipment.dispatched.v1',
  'relief.stock.counted.v1',
  'relief.stock.lost.v1',
  'relief.stock.transferred.v1',
  'relief.payer.funded.v1',
];

interface SentDocument {
  readonly type: string;
  readonly data: {
    readonly title?: string;
    readonly lines?: readonly { readonly quantity: number }[];
    readonly amount?: number;
    readonly corrects?: string;
    readonly fromOrderId?: string | undefined;
    readonly toOrderId?: string | undefined;
  };
}

/**
 * The history with documents among it whose number another has. What they are is decided by what was sent, and not by the
 * history's own dice: so a history without them is the one that it was before there were any.
 */
export function withNumbersAgain(history: History): History {
  const { sendings, settledFirst } = history;
  const seed = createHash('sha256')
    .update(sendings.map(({ body }) => body).join('\n'))
    .digest('hex');
  const dice = new Dice(`numbers/${seed}`);
  const documents = sendings.flatMap((sending) => {
    const sent = readDocument(sending.body);
    return sent === undefined ? [] : [{ sending, sent }];
  });
  if (documents.length === 0 || !dice.chance(historiesWithNumbersAgain)) return history;
  const all = [...sendings];
  for (let number = 1; number <= dice.whole(1, 4); number += 1) {
    const { sending, sent } = dice.pick(documents);
    const isBack = sent.data.toOrderId !== undefined && dice.chance(0.5);
    const other = isBack ? broughtBack(sent) : changed(sent);
    const again = sentAgain(sending, dice.chance(0.3) ? sent : other, `again-${number}`);
    all.splice(dice.whole(settledFirst, all.length), 0, again);
  }
  return { sendings: all, settledFirst };
}

function sentAgain(sending: Sending, sent: SentDocument, id: string): Sending {
  const { queue, messageGroup, title } = sending;
  return {
    queue,
    messageGroup,
    deduplicationId: id,
    body: JSON.stringify({ ...sent, id }),
    title: `${id}: the number of ${title}`,
  };
}

/** Another document of the same number, by somebody who does not know of the first. */
function changed({ data, ...rest }: SentDocument): SentDocument {
  const { corrects: _corrects, ...others } = data;
  const { lines, amount, title } = others;
  return {
    ...rest,
    data: {
      ...others,
      ...(lines !== undefined && { lines: lines.map((line) => ({ ...line, quantity: line.quantity + 1 })) }),
      ...(amount !== undefined && { amount: amount + 1 }),
      ...(title !== undefined && { title: `${title}, again` }),
    },
  };
}

/** A transfer the other way, whose number is that of the order that it leaves. */
const broughtBack = ({ data, ...rest }: SentDocument): SentDocument => ({
  ...rest,
  data: { ...data, fromOrderId: data.toOrderId, toOrderId: data.fromOrderId },
});

/** A document as it was sent; `undefined` of what is none, or is written so that nobody can read it. */
function readDocument(body: string): SentDocument | undefined {
  try {
    const sent = JSON.parse(body) as SentDocument;
    return numbered.includes(sent.type) && sent.data !== undefined ? sent : undefined;
  } catch {
    return undefined;
  }
}
