import type { JSX } from 'preact';
import { exceptionsPath } from '../api/paths.ts';
import { Exceptions } from '../findings/exceptions.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { hrefOf } from '../place.ts';
import { LocationHead } from './location-head.tsx';

interface LocationExceptionsProps {
  readonly orderId: string;
  readonly locationId: string;
  /** The one that is open. */
  readonly exceptionId: string | undefined;
}

/** What was not posted at a location. */
export function LocationExceptions({
  orderId,
  locationId,
  exceptionId,
}: LocationExceptionsProps): JSX.Element {
  return (
    <>
      <LocationHead orderId={orderId} locationId={locationId} view="location-exceptions">
        <CsvButton
          path={`${exceptionsPath(orderId, { locationId })}&format=csv`}
          name={`${orderId}-${locationId}-exceptions`}
        />
      </LocationHead>
      <Exceptions
        orderId={orderId}
        of={{ locationId }}
        exceptionId={exceptionId}
        hrefOfOne={(one) => hrefOf(orderId, 'location-exceptions', locationId, one)}
      />
    </>
  );
}
