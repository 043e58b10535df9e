import type { JSX } from 'preact';
import { Exceptions } from '../findings/exceptions.tsx';
import { type Filters, hrefOf } from '../place.ts';
import { PayerHead } from './payer-head.tsx';

interface PayerExceptionsProps {
  readonly orderId: string;
  readonly payerId: string;
  /** The one that is open. */
  readonly exceptionId: string | undefined;
  readonly filters: Filters | undefined;
}

/** What was not posted of a payer. */
export function PayerExceptions({
  orderId,
  payerId,
  exceptionId,
  filters,
}: PayerExceptionsProps): JSX.Element {
  return (
    <>
      <PayerHead orderId={orderId} payerId={payerId} view="payer-exceptions" />
      <Exceptions
        orderId={orderId}
        of={{ payerId }}
        exceptionId={exceptionId}
        filters={filters}
        hrefOfOne={(one) => hrefOf(orderId, 'payer-exceptions', payerId, one)}
      />
    </>
  );
}
