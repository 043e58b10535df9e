/** An event takes its id in the transaction that decides something of it: neither before, when it may never come, nor after. */
import type { JsonObject } from '../../shared/domain/canonical.ts';
import { eventIdempotencyKey } from '../../shared/ledger/id-claims.ts';

/** A record that a transaction added, under its subject. */
export interface Added {
  readonly subject: string;
  readonly record: JsonObject;
}

const ofEvent = eventIdempotencyKey('');

/** The event, `source#id`, under whose id a record stands. */
const eventOf = ({ subject, record: { scope } }: Added): string | undefined =>
  subject.startsWith('case:') && typeof scope === 'string' && scope.startsWith(ofEvent)
    ? scope.slice(ofEvent.length)
    : undefined;

/** Of a sheet nothing is kept but that its id is taken; of anything else the original is. */
const isOfSheet = ({ record: { status, original } }: Added): boolean =>
  status === 'posted' && original === undefined;

/** Whether a record names an event, as a book does or as an exception does. */
function names({ record }: Added, event: string): boolean {
  const text = JSON.stringify(record);
  const [source = '', id = ''] = event.split('#');
  return (
    text.includes(JSON.stringify(event)) ||
    (text.includes(`"source":${JSON.stringify(source)}`) && text.includes(`"id":${JSON.stringify(id)}`))
  );
}

export class TakenIds {
  readonly #taken = new Set<string>();

  /** What is wrong with the ids that a transaction takes, or books without taking them; `undefined` for nothing. */
  observe(added: readonly Added[], booked: readonly string[]): string | undefined {
    for (const claim of added) {
      const event = eventOf(claim);
      if (event === undefined) continue;
      this.#taken.add(event);
      if (isOfSheet(claim) && !added.some((other) => other !== claim && names(other, event)))
        return `the id of ${event} was taken by a transaction that decides nothing of it`;
    }
    const untaken = booked.find((event) => !this.#taken.has(event));
    return untaken === undefined ? undefined : `${untaken} is in a book, and its id is not taken`;
  }
}
