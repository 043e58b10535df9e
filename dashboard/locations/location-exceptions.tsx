import type { JSX } from 'preact';
import { Exceptions } from '../findings/exceptions.tsx';
import { type Filters, hrefOf } from '../place.ts';
import { LocationHead } from './location-head.tsx';

interface LocationExceptionsProps {
  readonly orderId: string;
  readonly locationId: string;
  /** The one that is open. */
  readonly exceptionId: string | undefined;
  readonly filters: Filters | undefined;
}

/** What was not posted at a location. */
export function LocationExceptions({
  orderId,
  locationId,
  exceptionId,
  filters,
}: LocationExceptionsProps): JSX.Element {
  return (
    <>
      <LocationHead orderId={orderId} locationId={locationId} view="location-exceptions" />
      <Exceptions
        orderId={orderId}
        of={{ locationId }}
        exceptionId={exceptionId}
        filters={filters}
        hrefOfOne={(one) => hrefOf(orderId, 'location-exceptions', locationId, one)}
      />
    </>
  );
}
