import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ReconciliationAnswer } from '../../../shared/contract/answers/reconciliation.ts';
import type { Unit } from '../../../shared/domain/quantity.ts';
import { reconciliationPath } from '../../api/paths.ts';
import { useAnswer, useLedger } from '../../api/use-answer.ts';
import { minus } from '../../figures/exact.ts';
import { Scrolling } from '../../page/scrolling.tsx';
import { useFormWords } from '../words/words.ts';
import { useFilling } from '../writing-context.ts';

interface Taken {
  readonly households: number;
  readonly persons: number;
  readonly commodities: readonly {
    readonly commodity: string;
    readonly unit: Unit;
    readonly planned: number;
  }[];
  readonly stipend?: { readonly currency: string; readonly due: number };
}

/** Typing goes on while it is worked out; only the last that was typed is asked about. */
const pauseMs = 500;

/** What an order will take by the registry as it stands, against what is on hand and on its way. */
export function OrderPreview(): JSX.Element {
  const words = useFormWords();
  const { place, content } = useFilling();
  const { api } = useLedger();
  const [taken, setTaken] = useState<Taken>();
  const [failure, setFailure] = useState<string>();
  const asked = content === undefined ? undefined : JSON.stringify(content.data);
  useEffect(() => {
    if (asked === undefined || content === undefined) return;
    let isLate = false;
    const ask = (): void =>
      void api.post<Taken>('/orders/preview', content.data).then(
        (answer) => {
          if (isLate) return;
          setTaken(answer);
          setFailure(undefined);
        },
        (error: unknown) => {
          if (!isLate) setFailure(error instanceof Error ? error.message : String(error));
        },
      );
    const timer = setTimeout(ask, pauseMs);
    return () => {
      isLate = true;
      clearTimeout(timer);
    };
  }, [api, asked]);
  const title = words.tell('preview.title');
  return (
    <section class="beside" aria-label={title} aria-live="polite">
      <h2>{title}</h2>
      {asked === undefined && <p class="help">{words.tell('preview.later')}</p>}
      {failure !== undefined && <p class="fault">{words.tell('preview.failed', { said: failure })}</p>}
      {taken !== undefined && asked !== undefined && (
        <>
          <p>{words.tell('preview.people', { households: taken.households, persons: taken.persons })}</p>
          {taken.stipend !== undefined && (
            <p>
              {words.tell('preview.stipend', {
                money: words.money(taken.stipend.due, taken.stipend.currency),
              })}
            </p>
          )}
          <TakenTable taken={taken} orderId={place.form === 'amend' ? place.orderId : undefined} />
        </>
      )}
    </section>
  );
}

interface TakenTableProps {
  readonly taken: Taken;
  /** Of an order that is amended: what the books hold of it already. */
  readonly orderId: string | undefined;
}

function TakenTable({ taken, orderId }: TakenTableProps): JSX.Element | null {
  if (taken.commodities.length === 0) return null;
  return orderId === undefined ? (
    <Figures taken={taken} report={undefined} />
  ) : (
    <WithBooks taken={taken} orderId={orderId} />
  );
}

function WithBooks({ taken, orderId }: { readonly taken: Taken; readonly orderId: string }): JSX.Element {
  const { answer } = useAnswer<ReconciliationAnswer>(reconciliationPath(orderId));
  return <Figures taken={taken} report={answer} />;
}

const held = ['handedOver', 'onHand', 'inTransit', 'pledged'] as const;

function Figures({
  taken,
  report,
}: {
  readonly taken: Taken;
  readonly report: ReconciliationAnswer | undefined;
}): JSX.Element {
  const words = useFormWords();
  const title = words.tell('preview.title');
  return (
    <Scrolling label={title}>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">{words.say('goods.commodity')}</th>
            <th scope="col" class="number">
              {words.tell('preview.planned')}
            </th>
            {report !== undefined && (
              <>
                <th scope="col" class="number">
                  {words.tell('preview.before')}
                </th>
                {held.map((column) => (
                  <th key={column} scope="col" class="number">
                    {words.say(column === 'pledged' ? 'goods.promised' : `goods.${column}`)}
                  </th>
                ))}
                <th scope="col" class="number">
                  {words.tell('preview.lacking')}
                </th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {taken.commodities.map(({ commodity, unit, planned }) => {
            const books = report?.commodities.find((row) => row.commodity === commodity);
            const lacking = minus(planned, books?.handedOver ?? 0, books?.onHand ?? 0, books?.inTransit ?? 0);
            return (
              <tr key={commodity} data-planned={commodity}>
                <th scope="row">{words.commodity(commodity)}</th>
                <td class="number">{words.quantity(planned, unit)}</td>
                {report !== undefined && (
                  <>
                    <td class="number">{words.number(books?.planned ?? 0)}</td>
                    {held.map((column) => (
                      <td key={column} class="number">
                        {words.number(books?.[column] ?? 0)}
                      </td>
                    ))}
                    <td class={`number${lacking > 0 ? ' differs' : ' zero'}`}>
                      {words.number(Math.max(lacking, 0))}
                    </td>
                  </>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scrolling>
  );
}
