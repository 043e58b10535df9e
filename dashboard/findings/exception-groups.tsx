import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ExceptionGroup } from '../../shared/contract/answers/exception-groups.ts';
import type { Searched } from '../../shared/contract/answers/findings.ts';
import { joinedImports, withdrawalOf } from '../../shared/domain/imports.ts';
import { type Concerned, exceptionGroupsPath } from '../api/paths.ts';
import { useList } from '../api/use-answer.ts';
import { dateText } from '../figures/instants.ts';
import { Answered } from '../page/answered.tsx';
import { MoreButton } from '../page/more-button.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import type { Filters } from '../place.ts';
import { isCoordinator, useReader } from '../reader/reader.ts';
import { useWords } from '../words/words.ts';
import { formHref } from '../writing/offers.ts';

interface ExceptionGroupsProps {
  readonly orderId: string;
  readonly listed: string;
  readonly of: Concerned;
  /** The address of the list with these filters. */
  readonly hrefWith: (filters: Filters) => string;
}

/** What belongs together: what has the same reason, and what came with one import. */
export function ExceptionGroups(props: ExceptionGroupsProps): JSX.Element {
  const words = useWords();
  const [isOpened, setOpened] = useState(false);
  return (
    <div class="finding-groups">
      <ByReason {...props} />
      <details class="panel" onToggle={({ currentTarget }) => currentTarget.open && setOpened(true)}>
        <summary>{words.say('groups.imports')}</summary>
        <p class="why">{words.say('groups.imports.why')}</p>
        {isOpened && <ByImport {...props} />}
      </details>
    </div>
  );
}

function ByReason({ listed, of, hrefWith }: ExceptionGroupsProps): JSX.Element | null {
  const words = useWords();
  const groups = useList<ExceptionGroup>(exceptionGroupsPath('reason', { orderId: listed, ...of }));
  const items = groups.answer?.items ?? [];
  if (items.length === 0) return null;
  const caption = words.say('groups.reasons');
  return (
    <section class="panel" aria-label={caption}>
      <Scrolling label={caption}>
        <table class="figures figure-cards">
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{words.say('exceptions.why')}</th>
              <th scope="col" class="number">
                {words.say('state.open')}
              </th>
              <th scope="col" class="number">
                {words.say('exceptions.title.held')}
              </th>
              <th scope="col" class="number">
                {words.say('exceptions.title.rejected')}
              </th>
              <th scope="col">{words.say('exceptions.do')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ reason = '', held, rejected, counts }) => (
              <tr key={reason}>
                <th scope="row">
                  <a href={hrefWith({ reason })}>{words.named('reason', reason)}</a>
                </th>
                <td class="number" data-label={words.say('state.open')}>
                  {words.number(counts?.open ?? 0)}
                </td>
                <td class="number" data-label={words.say('exceptions.title.held')}>
                  {words.number(held)}
                </td>
                <td class="number" data-label={words.say('exceptions.title.rejected')}>
                  {words.number(rejected)}
                </td>
                <td class="advice whole">{words.named('reason', `${reason}.do`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </section>
  );
}

function ByImport({ orderId, listed, of, hrefWith }: ExceptionGroupsProps): JSX.Element {
  const words = useWords();
  const reader = useReader();
  const [pages, setPages] = useState(1);
  const path = exceptionGroupsPath('import', { events: 'none', orderId: listed, ...of });
  const groups = useList<ExceptionGroup, { readonly searched: Searched }>(path, { pages });
  const caption = words.say('groups.imports');
  return (
    <Answered reading={groups}>
      {({ items, isWhole }) => (
        <>
          {items.length === 0 && isWhole && <p class="empty">{words.say('groups.imports.none')}</p>}
          <Scrolling label={caption}>
            <table class="figures figure-cards">
              <caption class="unseen">{caption}</caption>
              <thead>
                <tr>
                  <th scope="col">{words.say('groups.what')}</th>
                  <th scope="col">{words.say('exceptions.day')}</th>
                  <th scope="col">{words.say('exceptions.source')}</th>
                  <th scope="col" class="number">
                    {words.say('exceptions.title.held')}
                  </th>
                  <th scope="col" class="number">
                    {words.say('exceptions.title.rejected')}
                  </th>
                  <th scope="col">{words.say('exceptions.do')}</th>
                </tr>
              </thead>
              <tbody>
                {joinedImports(items).map((group) => {
                  const { source, type, recordedOn, held, rejected } = group;
                  return (
                    <tr key={`${source} ${type} ${recordedOn}`}>
                      <th scope="row">
                        <a href={hrefWith({ source, recordedOn })}>{words.named('type', type)}</a>
                      </th>
                      <td class="whole" data-label={words.say('exceptions.day')}>
                        {dateText(words.locale, recordedOn)}
                      </td>
                      <td class="sender whole" data-label={words.say('exceptions.source')}>
                        {source}
                      </td>
                      <td class="number" data-label={words.say('exceptions.title.held')}>
                        {words.number(held)}
                      </td>
                      <td class="number" data-label={words.say('exceptions.title.rejected')}>
                        {words.number(rejected)}
                      </td>
                      <td>
                        {held > 0 && isCoordinator(reader) && (
                          <a href={formHref('withdraw', orderId, withdrawalOf(listed, group))}>
                            {words.say('write.withdraw')}
                          </a>
                        )}
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </Scrolling>
          {!isWhole && <p class="why">{words.say('groups.imports.soFar')}</p>}
          <MoreButton isWhole={isWhole} onMore={() => setPages(pages + 1)} />
        </>
      )}
    </Answered>
  );
}
