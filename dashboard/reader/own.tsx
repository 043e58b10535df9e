import type { JSX } from 'preact';
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import type { PayerAnswer } from '../../shared/contract/answers/payers.ts';
import type { LocationReportAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { locationReportPath, payerPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import { LocationRow, LocationTable } from '../locations/location-table.tsx';
import { PayerRow, PayerTable } from '../payers/payer-table.tsx';
import { useWords } from '../words/words.ts';
import { useReader } from './reader.ts';

/** The overview of whoever has several locations or payers: what each of them holds. */
export function Own({ order }: { readonly order: OrderAnswer }): JSX.Element {
  const words = useWords();
  const { locations, payers } = useReader();
  const { orderId } = order;
  return (
    <>
      <h1 tabIndex={-1}>{order.title}</h1>
      {locations.length > 0 && (
        <section class="panel" aria-labelledby="own-locations">
          <h2 id="own-locations">{words.say('view.locations')}</h2>
          <LocationTable caption={words.say('own.locations')}>
            {locations.map((location) => (
              <OwnLocation key={location.locationId} orderId={orderId} {...location} />
            ))}
          </LocationTable>
        </section>
      )}
      {payers.length > 0 && (
        <section class="panel" aria-labelledby="own-payers">
          <h2 id="own-payers">{words.say('view.payers')}</h2>
          <PayerTable>
            {payers.map((payerId) => (
              <OwnPayer key={payerId} orderId={orderId} payerId={payerId} />
            ))}
          </PayerTable>
        </section>
      )}
    </>
  );
}

interface OwnLocationProps {
  readonly orderId: string;
  readonly locationId: string;
  readonly name?: string;
}

function OwnLocation({ orderId, locationId, name }: OwnLocationProps): JSX.Element {
  const report = useAnswer<LocationReportAnswer>(locationReportPath(locationId, orderId)).answer;
  return <LocationRow orderId={orderId} locationId={locationId} name={name} report={report} />;
}

interface OwnPayerProps {
  readonly orderId: string;
  readonly payerId: string;
}

function OwnPayer({ orderId, payerId }: OwnPayerProps): JSX.Element {
  const payer = useAnswer<PayerAnswer>(payerPath(payerId)).answer;
  const balance = payer?.balances.find((one) => one.orderId === orderId);
  const paid = balance && { ...balance, amount: balance.paid };
  return <PayerRow orderId={orderId} payerId={payerId} paid={paid} />;
}
