import type { JSX } from 'preact';
import type { ShipmentAnswer } from '../../shared/contract/answers/shipments.ts';
import { hrefOf } from '../place.ts';
import { useWords } from '../words/words.ts';

const stages = ['in-transit', 'part-arrived', 'arrived'] as const;

/** Shortfalls named here; the rest are with the shipments. */
const mostNamed = 6;

interface StagesProps {
  readonly orderId: string;
  readonly shipments: readonly ShipmentAnswer[];
}

/** How many waybills are at which stage, and the shortfalls of those that have one. */
export function Stages({ orderId, shipments }: StagesProps): JSX.Element {
  const words = useWords();
  const short = shipments.flatMap(({ shipmentId, lines }) =>
    lines.filter(({ shortfall }) => shortfall > 0).map((line) => ({ shipmentId, ...line })),
  );
  return (
    <>
      <dl class="stages">
        {stages.map((stage) => (
          <div key={stage} class={`stage-${stage}`}>
            <dt>{words.say(`status.${stage}`)}</dt>
            <dd>{words.number(shipments.filter(({ status }) => status === stage).length)}</dd>
          </div>
        ))}
      </dl>
      {short.length > 0 && (
        <ul class="shortfalls" aria-label={words.say('stages.short')}>
          {short.slice(0, mostNamed).map(({ shipmentId, commodity, unit, shortfall }) => (
            <li key={`${shipmentId} ${commodity}`}>
              <a href={hrefOf(orderId, 'shipments', shipmentId)}>{shipmentId}</a>
              <span>
                {words.say('stages.shortOf', {
                  commodity: words.commodity(commodity),
                  quantity: words.quantity(shortfall, unit),
                })}
              </span>
            </li>
          ))}
        </ul>
      )}
      <a href={hrefOf(orderId, 'shipments')}>{words.say('pipeline.all')}</a>
    </>
  );
}
