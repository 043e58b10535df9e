import { describe, expect, it } from 'vitest';
import { type QueueMessage, type SendBatch, sendMessages } from '../../tools/cli/queue-sender.ts';

const message = (centreId: string, number: number, padding = ''): QueueMessage => {
  const event = {
    source: 'urn:test',
    id: `${centreId}-${number}`,
    type: 'relief.handovers.made.v1',
    data: { centreId, padding },
  };
  return { queueUrl: 'http://queue', body: JSON.stringify(event), event };
};

const idOf = ({ MessageBody = '{}' }: { readonly MessageBody?: string | undefined }): string =>
  String(JSON.parse(MessageBody).id);

const messages = (count: number): QueueMessage[] =>
  Array.from({ length: count }, (_, index) => message(`C-${index % 7}`, index));

describe('sending messages', () => {
  it('fills batches of ten and keeps the order of each group', async () => {
    const arrived: { group: string; id: string }[] = [];
    let largest = 0;
    const count = await sendMessages(messages(500), async (_, entries) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
      largest = Math.max(largest, entries.length);
      for (const entry of entries) arrived.push({ group: entry.MessageGroupId ?? '', id: idOf(entry) });
      return [];
    });
    expect(count).toBe(500);
    expect(largest).toBe(10);
    for (let centre = 0; centre < 7; centre += 1) {
      const ids = arrived
        .filter(({ group }) => group === `C-${centre}`)
        .map(({ id }) => Number(id.split('-').at(-1)));
      expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    }
  });

  it('keeps a batch below 256 KiB', async () => {
    const large = Array.from({ length: 10 }, (_, index) => message('C-1', index, 'x'.repeat(100_000)));
    const sizes: number[] = [];
    await sendMessages(large, async (_, entries) => {
      sizes.push(entries.length);
      return [];
    });
    expect(sizes).toEqual([2, 2, 2, 2, 2]);
  });

  it('sends again what a queue could not take, and only that', async () => {
    const sent: string[][] = [];
    const once: SendBatch = async (_, entries) => {
      sent.push(entries.map(idOf));
      return sent.length === 1 ? [{ entryId: '1', message: 'busy', senderFault: false }] : [];
    };
    await sendMessages([message('C-1', 1), message('C-1', 2)], once);
    expect(sent).toEqual([['C-1-1', 'C-1-2'], ['C-1-2']]);
  });

  it('ends with what the queue said when a message can never be taken', async () => {
    const refuse: SendBatch = async () => [{ entryId: '0', message: 'too long', senderFault: true }];
    await expect(sendMessages(messages(1), refuse)).rejects.toThrow(
      'The queue http://queue refused a message: too long',
    );
  });
});
