/** The identity of an event as one text. Source: CloudEvents 1.0, `source` and `id` together. */
import type { EventHeader } from '../domain/events.ts';

/** `source#id`, with a `#` inside the id escaped so that no two pairs give one key. */
export const eventKey = ({ source, id }: Pick<EventHeader, 'source' | 'id'>): string =>
  `${source}#${id.replaceAll('%', '%25').replaceAll('#', '%23')}`;

/** The event's id, of its {@link eventKey}. */
export const eventIdOf = (key: string): string =>
  key
    .slice(key.lastIndexOf('#') + 1)
    .replaceAll('%23', '#')
    .replaceAll('%25', '%');
