/** Many desks of one centre without a link between them, over a network that is cut at any request. */
import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { AnswerClient } from '../../../dashboard/api/answer-client.ts';
import { type DeskDependencies, HandoverDesk } from '../../../dashboard/desk/handover-desk.ts';
import { linesOf } from '../../../dashboard/desk/model/lines.ts';
import type { DeskRecord, RecordState } from '../../../dashboard/desk/model/records.ts';
import { DeskStore } from '../../../dashboard/desk/store/desk-store.ts';
import { openDatabase } from '../../../dashboard/writing/outbox/database.ts';
import type { Dice } from '../../support/dice.ts';
import { centreId, orderId } from './yard.ts';

type Api = DeskDependencies['api'];

/** What the network does to a request that a desk sends. */
export interface Network {
  /** The share of requests that never arrive, and of those whose answer is lost. */
  readonly lost: number;
  readonly unanswered: number;
  /** The share of sheets that arrive twice. */
  readonly repeated: number;
}

/** Counts what goes over the wire, in bytes of bodies. */
export interface Traffic {
  sent: number;
  received: number;
  sheets: number;
}

export const goodNetwork: Network = { lost: 0, unanswered: 0, repeated: 0 };

export function overNetwork(api: AnswerClient, network: Network, dice: Dice, traffic?: Traffic): Api {
  const cut = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (dice.chance(network.lost)) throw new Error('the request was lost');
    const answer = await ask();
    if (dice.chance(network.unanswered)) throw new Error('the answer was lost');
    return answer;
  };
  return {
    one: (path) => api.one(path),
    outcome: <T>(event: { readonly source: string; readonly id: string }) =>
      cut(async () => {
        const outcome = await api.outcome<T>(event);
        if (traffic !== undefined) traffic.received += JSON.stringify(outcome ?? {}).length;
        return outcome;
      }),
    send: (event) =>
      cut(async () => {
        if (traffic !== undefined) {
          traffic.sent += JSON.stringify(event).length;
          traffic.sheets += 1;
        }
        if (dice.chance(network.repeated)) await api.send(event);
        return api.send(event);
      }),
  };
}

/** A device of its own, with its own database. Nothing is timed: what a test does not ask for does not happen. */
export async function openDesk(
  apiUrl: string,
  name: string,
  api: (own: AnswerClient) => Api = (own) => own,
  database: string = randomUUID(),
  now = (): Date => new Date(),
): Promise<HandoverDesk> {
  return HandoverDesk.open({
    store: new DeskStore(await openDatabase(database)),
    api: api(new AnswerClient(apiUrl)),
    source: `urn:relief:reader:clerk-${name}:DEVICE${name}`,
    zone: 'Asia/Pyongyang',
    now,
    later: () => () => undefined,
  });
}

export const takeWhole = (desk: HandoverDesk): Promise<unknown> =>
  desk.take({ order: { orderId, title: 'Relief round' }, centreId, part: { of: 'all' } });

/** Hands over all that a desk thinks is due to a household; undefined where it thinks that nothing is. */
export async function serve(desk: HandoverDesk, householdId: string): Promise<DeskRecord | undefined> {
  const household = desk.list?.households.find((one) => one.householdId === householdId);
  const due = household && desk.standingOf(household)?.due;
  const lines = linesOf(desk.list?.goods ?? [], due ?? []);
  return lines.length === 0 ? undefined : desk.handOver({ householdId, lines });
}

export const statesOf = (desk: HandoverDesk): readonly RecordState[] => desk.records.map(desk.stateOf);

const isDecided = ({ is }: RecordState): boolean => is === 'posted' || is === 'rejected' || is === 'held';

/** Syncs until everything is decided. Errors: throws where that does not come about. */
export async function settle(desks: readonly HandoverDesk[], dice: Dice): Promise<void> {
  for (let round = 0; round < 400; round += 1) {
    const open = desks.filter((desk) => !statesOf(desk).every(isDecided));
    if (open.length === 0) return;
    for (const desk of dice.shuffled(open)) await desk.sync();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('not everything was decided');
}
