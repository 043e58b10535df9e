/** The identity of an event as one text. Source: CloudEvents 1.0, `source` and `id` together. */
import type { EventHeader } from '../domain/events.ts';

/** `source#id`, with a `#` inside the id escaped so that no two pairs give one key. */
export const eventKey = ({ source, id }: Pick<EventHeader, 'source' | 'id'>): string =>
  `${source}#${id.replaceAll('%', '%25').replaceAll('#', '%23')}`;

/** Law: the inverse of {@link eventKey}. */
export function parseEventKey(key: string): Pick<EventHeader, 'source' | 'id'> {
  const end = key.lastIndexOf('#');
  const id = key.slice(end + 1);
  return { source: key.slice(0, end), id: id.replaceAll('%23', '#').replaceAll('%25', '%') };
}

/** The event's id, of its {@link eventKey}. */
export const eventIdOf = (key: string): string => parseEventKey(key).id;
