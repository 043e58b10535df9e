import type { JSX } from 'preact';
import { type Filters, hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';
import { Exceptions } from './exceptions.tsx';

interface OrderExceptionsProps {
  readonly orderId: string;
  /** The one that is open. */
  readonly exceptionId: string | undefined;
  readonly filters: Filters | undefined;
}

/** What was not posted under an order, whomever it concerns. */
export function OrderExceptions({ orderId, exceptionId, filters }: OrderExceptionsProps): JSX.Element {
  const words = useWords();
  return (
    <>
      <div class="title-row">
        <h1 tabIndex={-1}>{words.say('view.exceptions')}</h1>
        <a class="button" href={hrefOf(orderId, 'without-order')}>
          {words.say('view.without-order')}
        </a>
      </div>
      <Exceptions
        orderId={orderId}
        exceptionId={exceptionId}
        filters={filters}
        hrefOfOne={(one) => hrefOf(orderId, 'exceptions', one)}
      />
    </>
  );
}
