import type { JSX } from 'preact';
import type { ShipmentAnswer } from '../../shared/contract/answers/shipments.ts';
import { shipmentsPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { Answered } from '../page/answered.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { useOneOf } from '../page/use-choice.ts';
import { useWords } from '../words/words.ts';
import { WriteLink } from '../writing/write-link.tsx';
import { WaybillTable } from './waybill-table.tsx';

const filters = ['all', 'in-transit', 'part-arrived', 'arrived', 'closed', 'differing'] as const;
type Filter = (typeof filters)[number];

/** Every waybill under the order, each followed by the shares that went on from it. */
export function Pipeline({ orderId }: { readonly orderId: string }): JSX.Element {
  const words = useWords();
  const [filter, setFilter] = useOneOf('show', filters);
  const path = shipmentsPath(orderId);
  const shipments = useList<ShipmentAnswer>(path);
  return (
    <>
      <div class="title-row">
        <h1 tabIndex={-1}>{words.say('pipeline.title')}</h1>
        <div class="actions">
          <WriteLink form="dispatch" orderId={orderId} />
          <WriteLink form="receive" orderId={orderId} />
          <CsvButton path={`${path}&format=csv`} name={`${orderId}-shipments`} />
        </div>
      </div>
      <Answered reading={shipments}>
        {({ items, isWhole }) =>
          items.length === 0 ? (
            <p class="empty">{words.say('pipeline.none')}</p>
          ) : (
            <section class="panel" aria-label={words.say('pipeline.title')}>
              <label class="choice">
                <span>{words.say('pipeline.filter')}</span>
                <select value={filter} onChange={({ currentTarget }) => setFilter(currentTarget.value)}>
                  {filters.map((name) => (
                    <option key={name} value={name}>
                      {words.say(`pipeline.filter.${name}`)} (
                      {words.number(items.filter((shipment) => passes(shipment, name)).length)})
                    </option>
                  ))}
                </select>
              </label>
              <WaybillTable
                shipments={items.filter((shipment) => passes(shipment, filter))}
                caption={words.say('pipeline.caption')}
                sort={isWhole ? 'sort' : undefined}
              />
            </section>
          )
        }
      </Answered>
    </>
  );
}

function passes({ status, closed, lines }: ShipmentAnswer, filter: Filter): boolean {
  if (filter === 'all') return true;
  if (filter === 'closed') return closed !== undefined;
  if (filter !== 'differing') return status === filter;
  return lines.some(({ shortfall, lost, surplus }) => shortfall > 0 || lost > 0 || surplus > 0);
}
