import type { JSX } from 'preact';
import { exceptionsPath } from '../api/paths.ts';
import { Exceptions } from '../findings/exceptions.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { hrefOf } from '../place.ts';
import { PayerHead } from './payer-head.tsx';

interface PayerExceptionsProps {
  readonly orderId: string;
  readonly payerId: string;
  /** The one that is open. */
  readonly exceptionId: string | undefined;
}

/** What was not posted of a payer. */
export function PayerExceptions({ orderId, payerId, exceptionId }: PayerExceptionsProps): JSX.Element {
  return (
    <>
      <PayerHead orderId={orderId} payerId={payerId} view="payer-exceptions">
        <CsvButton
          path={`${exceptionsPath(orderId, { payerId })}&format=csv`}
          name={`${orderId}-${payerId}-exceptions`}
        />
      </PayerHead>
      <Exceptions
        orderId={orderId}
        of={{ payerId }}
        exceptionId={exceptionId}
        hrefOfOne={(one) => hrefOf(orderId, 'payer-exceptions', payerId, one)}
      />
    </>
  );
}
