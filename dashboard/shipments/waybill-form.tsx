import type { ComponentChildren, JSX } from 'preact';
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import type { ShipmentAnswer } from '../../shared/contract/answers/shipments.ts';
import { shipmentPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import { QrCode } from '../cards/qr-code.tsx';
import { Counterparty } from '../entries/entry-links.tsx';
import { instantText } from '../figures/instants.ts';
import { Answered } from '../page/answered.tsx';
import { BlankRows } from '../page/blank-rows.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { hrefOf } from '../place.ts';
import { PlaceLink } from '../reader/place-link.tsx';
import { useWords } from '../words/words.ts';

interface WaybillFormProps {
  readonly order: OrderAnswer;
  readonly shipmentId: string;
}

/** Lines for goods that were not announced. */
const blankLines = 2;

const signatories = ['waybillForm.sender', 'waybillForm.carrier', 'waybillForm.receiver'] as const;

/** The paper that goes with the goods: what was sent, room for what came and what was lost, and who signs for it. */
export function WaybillForm({ order, shipmentId }: WaybillFormProps): JSX.Element {
  const words = useWords();
  const { orderId } = order;
  const shipment = useAnswer<ShipmentAnswer>(shipmentPath(shipmentId), { isAskedAgain: false });
  return (
    <>
      <div class="title-row">
        <div>
          <h1 tabIndex={-1}>{words.say('waybillForm.title', { shipmentId })}</h1>
          <p class="subtitle">
            <span>{order.title}</span>
            <span>{orderId}</span>
          </p>
        </div>
        <div class="actions">
          <button type="button" onClick={() => print()}>
            {words.say('list.print')}
          </button>
          <a class="button" href={hrefOf(orderId, 'shipments', shipmentId)}>
            {words.say('waybillForm.back')}
          </a>
        </div>
      </div>
      <Answered reading={shipment} of={shipmentId}>
        {(answer) => (
          <div class="panel">
            <Route shipment={answer} orderId={orderId} />
            <Lines shipment={answer} />
            <p class="why">{words.say('waybillForm.help')}</p>
            <div class="signatories">
              {signatories.map((key) => (
                <section key={key} aria-label={words.say(key)}>
                  <h2>{words.say(key)}</h2>
                  {(['waybillForm.name', 'waybillForm.signature', 'countSheet.at'] as const).map((line) => (
                    <p key={line} class="to-fill">
                      {words.say(line)}
                    </p>
                  ))}
                </section>
              ))}
            </div>
          </div>
        )}
      </Answered>
    </>
  );
}

interface RouteProps {
  readonly shipment: ShipmentAnswer;
  readonly orderId: string;
}

/** Where it comes from and goes, and a code that leads to it in the books. */
function Route({ shipment, orderId }: RouteProps): JSX.Element {
  const words = useWords();
  const { shipmentId, from, to, carrier, events } = shipment;
  const dispatched = events.find(({ type }) => type === 'dispatch')?.at;
  const told: readonly (readonly [label: string, value: ComponentChildren])[] = [
    [
      words.say('waybillForm.from'),
      from === undefined ? undefined : <Counterparty counterparty={from} orderId={orderId} />,
    ],
    [words.say('waybillForm.to'), <PlaceLink key={to} orderId={orderId} view="locations" id={to} />],
    [words.say('waybillForm.carrier'), carrier],
    [
      words.say('waybillForm.recorded'),
      dispatched === undefined ? undefined : instantText(words.locale, dispatched),
    ],
  ];
  return (
    <div class="waybill-route">
      <dl>
        {told.map(([label, value]) => (
          <div key={label} class={value === undefined ? 'to-fill' : undefined}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <QrCode
        text={new URL(hrefOf(orderId, 'shipments', shipmentId), location.href).href}
        label={words.say('waybillForm.code', { shipmentId })}
      />
    </div>
  );
}

function Lines({ shipment: { lines } }: { readonly shipment: ShipmentAnswer }): JSX.Element {
  const words = useWords();
  const caption = words.say('waybillForm.caption');
  return (
    <Scrolling label={caption}>
      <table class="figures count-sheet waybill-sheet">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.say('goods.commodity')}</th>
            <th scope="col" class="number">
              {words.say('pipeline.sent')}
            </th>
            <th scope="col">{words.say('pipeline.arrived')}</th>
            <th scope="col">{words.say('goods.lost')}</th>
            <th scope="col">{words.say('waybillForm.remarks')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ commodity, unit, dispatched }) => (
            <tr key={commodity}>
              <th scope="row">{words.commodity(commodity)}</th>
              <td class="number">{words.quantity(dispatched, unit)}</td>
              <td />
              <td />
              <td />
            </tr>
          ))}
          <BlankRows rows={blankLines} columns={5} />
        </tbody>
      </table>
    </Scrolling>
  );
}
