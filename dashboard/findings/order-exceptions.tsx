import type { JSX } from 'preact';
import { exceptionsPath } from '../api/paths.ts';
import { CsvButton } from '../page/csv-button.tsx';
import { hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';
import { Exceptions } from './exceptions.tsx';

interface OrderExceptionsProps {
  readonly orderId: string;
  /** The one that is open. */
  readonly exceptionId: string | undefined;
}

/** What was not posted under an order, whomever it concerns. */
export function OrderExceptions({ orderId, exceptionId }: OrderExceptionsProps): JSX.Element {
  const words = useWords();
  return (
    <>
      <div class="title-row">
        <h1 tabIndex={-1}>{words.say('view.exceptions')}</h1>
        <CsvButton path={`${exceptionsPath(orderId, {})}&format=csv`} name={`${orderId}-exceptions`} />
      </div>
      <Exceptions
        orderId={orderId}
        exceptionId={exceptionId}
        hrefOfOne={(one) => hrefOf(orderId, 'exceptions', one)}
      />
    </>
  );
}
