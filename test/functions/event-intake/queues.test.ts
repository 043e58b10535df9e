import type { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { type QueueMessage, queuesOf } from '../../../shared/runtime/send-messages.ts';

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly MessageGroupId: string;
}

/** A queue service that answers as a test says, and takes everything when nothing is said. */
function service(answers: (((entries: readonly Entry[]) => object) | Error)[] = []) {
  const batches: { readonly url: string; readonly bodies: readonly string[] }[] = [];
  const pauses: number[] = [];
  const client = {
    send: async ({ input }: SendMessageBatchCommand) => {
      const entries = input.Entries as unknown as readonly Entry[];
      batches.push({ url: input.QueueUrl ?? '', bodies: entries.map(({ MessageBody }) => MessageBody) });
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer?.(entries) ?? {};
    },
  };
  const send = queuesOf(
    client as never,
    (queue) => queue,
    async (ms) => pauses.push(ms),
  );
  return { send, batches, pauses };
}

const messages = (count: number, more: Partial<QueueMessage> = {}): QueueMessage[] =>
  Array.from({ length: count }, (_, index) => ({
    queue: 'handovers',
    group: 'C-1',
    body: String(index),
    ...more,
  }));

const failing =
  (code: string, ...ids: number[]) =>
  (entries: readonly Entry[]) => ({
    Failed: entries
      .filter(({ MessageBody }) => ids.includes(Number(MessageBody)))
      .map(({ Id }) => ({ Id, Code: code, SenderFault: false })),
  });

describe('messages', () => {
  it('leave in order, ten at once, and each queue for itself', async () => {
    const { send, batches } = service();
    const all = [...messages(12), ...messages(1, { queue: 'payments', body: 'p' })];
    expect(await send(all)).toEqual(Array.from({ length: 13 }, () => 'queued'));
    const ofHandovers = batches.filter(({ url }) => url === 'handovers');
    expect(ofHandovers.map(({ bodies }) => bodies.length)).toEqual([10, 2]);
    expect(ofHandovers.flatMap(({ bodies }) => bodies)).toEqual(messages(12).map(({ body }) => body));
  });

  it('together take no more than one message may', async () => {
    const { send, batches } = service();
    await send(messages(4, { body: 'x'.repeat(400_000) }));
    expect(batches.map(({ bodies }) => bodies.length)).toEqual([2, 2]);
  });

  it('that SQS refuses for the moment are sent again, and only those', async () => {
    const { send, batches, pauses } = service([failing('InternalError', 1, 2), failing('InternalError', 2)]);
    expect(await send(messages(3))).toEqual(['queued', 'queued', 'queued']);
    expect(batches.map(({ bodies }) => bodies)).toEqual([['0', '1', '2'], ['1', '2'], ['2']]);
    expect(pauses).toEqual([100, 400]);
  });

  it('that it goes on refusing are not said to be queued', async () => {
    const { send } = service([1, 2, 3].map(() => failing('InternalError', 1)));
    expect(await send(messages(2))).toEqual(['queued', 'failed']);
    const throttled = service([1, 2, 3].map(() => failing('ThrottlingException', 0)));
    expect(await throttled.send(messages(2))).toEqual(['throttled', 'queued']);
  });

  it('of a request that came to nothing are sent again, and failed at last', async () => {
    const gone = () => new Error('socket hang up');
    expect(await service([gone()]).send(messages(1))).toEqual(['queued']);
    expect(await service([gone(), gone(), gone()]).send(messages(2))).toEqual(['failed', 'failed']);
  });
});
