import type { JSX } from 'preact';
import type { ExceptionGroup } from '../../shared/contract/answers/exception-groups.ts';
import { exceptionGroupsPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { Answered } from '../page/answered.tsx';
import { type Filters, hrefOf, withFilters, withoutOrder } from '../place.ts';
import { useWords } from '../words/words.ts';
import { Exceptions } from './exceptions.tsx';

interface WithoutOrderProps {
  readonly orderId: string;
  /** The one that is open. */
  readonly exceptionId: string | undefined;
  readonly filters: Filters | undefined;
}

/** What names no order, or one that does not exist: it is in the list of no other. */
export function WithoutOrder({ orderId, exceptionId, filters }: WithoutOrderProps): JSX.Element {
  const words = useWords();
  const { named = withoutOrder, ...others } = filters ?? {};
  const groups = useList<ExceptionGroup>(exceptionGroupsPath('order'));
  return (
    <>
      <h1 tabIndex={-1}>{words.say('view.without-order')}</h1>
      <p class="subtitle">{words.say('withoutOrder.about')}</p>
      <Answered reading={groups}>
        {({ items }) => {
          const unknown = items.filter(({ isKnown }) => isKnown !== true);
          return (
            <nav class="panel" aria-label={words.say('withoutOrder.choose')}>
              {unknown.length === 0 && <p class="empty">{words.say('withoutOrder.none')}</p>}
              <ul class="plain-list">
                {unknown.map(({ orderId: order, held, rejected }) => (
                  <li key={order ?? withoutOrder}>
                    <a
                      href={withFilters(hrefOf(orderId, 'without-order'), { named: order ?? '' })}
                      aria-current={(order ?? withoutOrder) === named ? 'true' : undefined}
                    >
                      {order === undefined
                        ? words.say('withoutOrder.noName')
                        : words.say('withoutOrder.unknown', { order })}
                    </a>{' '}
                    {words.say('withoutOrder.count', { held, rejected })}
                  </li>
                ))}
              </ul>
            </nav>
          );
        }}
      </Answered>
      <Exceptions
        key={named}
        orderId={orderId}
        listed={named}
        exceptionId={exceptionId}
        filters={filters && others}
        kept={named === withoutOrder ? {} : { named }}
        hrefOfOne={(one) => hrefOf(orderId, 'without-order', one)}
      />
    </>
  );
}
