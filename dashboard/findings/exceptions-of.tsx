import type { JSX } from 'preact';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import { exceptionsPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { hrefOf, withFilters } from '../place.ts';
import { isOverseer, useReader } from '../reader/reader.ts';
import { useWords } from '../words/words.ts';
import { ExceptionLine } from './exception-line.tsx';

interface ExceptionsOfProps {
  readonly orderId: string;
  /** The household, or the document. */
  readonly filter: { readonly householdId: string } | { readonly reference: string };
  /** The locations it concerns: staff are told of their own. */
  readonly at: readonly string[];
}

/** What was not posted of a household or a document, on its own page; nothing where that is known to be nothing. */
export function ExceptionsOf({ orderId, filter, at }: ExceptionsOfProps): JSX.Element | null {
  const reader = useReader();
  const own = at.find((id) => reader.locations.some(({ locationId }) => locationId === id));
  if (isOverseer(reader)) return <Found orderId={orderId} filter={filter} />;
  return own === undefined ? null : <Found orderId={orderId} filter={filter} locationId={own} />;
}

function Found({
  orderId,
  filter,
  locationId,
}: Pick<ExceptionsOfProps, 'orderId' | 'filter'> & { readonly locationId?: string }): JSX.Element | null {
  const words = useWords();
  const asked = { ...filter, ...(locationId !== undefined && { locationId }) };
  const { answer } = useList<ExceptionAnswer>(exceptionsPath(orderId, asked), { pages: 1 });
  if (answer === undefined || (answer.items.length === 0 && answer.isWhole)) return null;
  const hrefOfOne = (exceptionId?: string): string =>
    locationId === undefined
      ? withFilters(hrefOf(orderId, 'exceptions', exceptionId), filter)
      : withFilters(hrefOf(orderId, 'location-exceptions', locationId, exceptionId), filter);
  return (
    <section class="panel" aria-labelledby="not-booked">
      <h2 id="not-booked">{words.say('exceptions.ofThis')}</h2>
      <ul class="finding-list">
        {answer.items.map((one) => (
          <ExceptionLine
            key={one.exceptionId}
            orderId={orderId}
            exception={one}
            href={hrefOfOne(one.exceptionId)}
          />
        ))}
      </ul>
      {!answer.isWhole && (
        <p class="why">
          {words.say('exceptions.notAll')}{' '}
          <a class="unprinted" href={hrefOfOne()}>
            {words.say('exceptions.lookOn')}
          </a>
        </p>
      )}
    </section>
  );
}
