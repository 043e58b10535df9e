/**
 * Imports: the events of one sender and one type that were recorded on one day, as far as something of them was not posted;
 * and how one that was wrong is taken back. For the page and for the command line.
 */
import type { QueueName } from './events.ts';

/** An event of which something was not posted, as the API tells it. */
export interface ImportedEvent {
  readonly id: string;
  readonly queue: QueueName;
  readonly messageGroup: string;
  readonly held: number;
  readonly rejected: number;
  readonly firstRecordedAt: string;
  readonly voidedBy?: { readonly source: string; readonly id: string };
}

/** A group of exceptions, as a page of the API's answer tells it. */
interface GroupInPage {
  readonly source?: string;
  readonly type?: string;
  readonly recordedOn?: string;
  readonly held: number;
  readonly rejected: number;
  readonly events?: readonly ImportedEvent[];
}

export interface Import {
  readonly source: string;
  readonly type: string;
  readonly recordedOn: string;
  readonly held: number;
  readonly rejected: number;
  readonly events: readonly ImportedEvent[];
}

/** Puts together what further pages tell of the same import, and of the same event. */
export function joinedImports(groups: readonly GroupInPage[]): readonly Import[] {
  const imports = new Map<string, Import>();
  for (const { source = '', type = '', recordedOn = '', held, rejected, events = [] } of groups) {
    const key = [source, type, recordedOn].join('\n');
    const known = imports.get(key) ?? { source, type, recordedOn, held: 0, rejected: 0, events: [] };
    imports.set(key, {
      ...known,
      held: known.held + held,
      rejected: known.rejected + rejected,
      events: joinedEvents([...known.events, ...events]),
    });
  }
  return [...imports.values()];
}

function joinedEvents(events: readonly ImportedEvent[]): readonly ImportedEvent[] {
  const joined = new Map<string, ImportedEvent>();
  for (const event of events) {
    const known = joined.get(event.id);
    joined.set(
      event.id,
      known === undefined
        ? event
        : { ...event, held: known.held + event.held, rejected: known.rejected + event.rejected },
    );
  }
  return [...joined.values()];
}

/** The events of which something is held, and no void has been decided. */
export const withdrawable = ({ events }: Import): readonly ImportedEvent[] =>
  events.filter(({ held, voidedBy }) => held > 0 && voidedBy === undefined);

/** The void of one event, with an id of its own. */
export interface VoidOfImport {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: 'relief.event.voided.v1';
  readonly time: string;
  readonly data: { readonly source: string; readonly id: string; readonly reason: string };
}

/**
 * The event that takes back one event of an import.
 *
 * Guarantees: for the same reason it is the same to the last byte, whenever it is made: sent again, it does nothing.
 */
export async function voidOf(
  source: string,
  { id, firstRecordedAt }: ImportedEvent,
  sender: string,
  reason: string,
): Promise<VoidOfImport> {
  const named = new TextEncoder().encode(JSON.stringify([source, id, reason]));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', named)).slice(0, 16);
  return {
    specversion: '1.0',
    id: `withdraw-${[...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`,
    source: sender,
    type: 'relief.event.voided.v1',
    time: firstRecordedAt,
    data: { source, id, reason },
  };
}

/** What is withdrawn, in the address of the page that does it. */
export const withdrawalOf = (
  listed: string,
  { source, type, recordedOn }: Pick<Import, 'source' | 'type' | 'recordedOn'>,
): string => [listed, type, recordedOn, source].join('~');

/** Law: the inverse of {@link withdrawalOf}. */
export function readWithdrawal(of: string): {
  readonly listed: string;
  readonly type: string;
  readonly recordedOn: string;
  readonly source: string;
} {
  // Only a source may hold the sign.
  const [listed = '', type = '', recordedOn = '', ...source] = of.split('~');
  return { listed, type, recordedOn, source: source.join('~') };
}
