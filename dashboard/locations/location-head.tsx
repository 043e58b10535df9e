import type { ComponentChildren, JSX } from 'preact';
import type { LocationReportAnswer } from '../../shared/contract/answers/reconciliation.ts';
import type { LocationKind } from '../../shared/domain/events.ts';
import { locationReportPath } from '../api/paths.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Tabs } from '../page/tabs.tsx';
import { type LocationView, locationViews } from '../place.ts';
import { useWords } from '../words/words.ts';

interface LocationHeadProps {
  readonly orderId: string;
  readonly locationId: string;
  readonly view: LocationView;
  /** Stands in place of whom the location serves. */
  readonly subtitle?: ComponentChildren;
  readonly children?: ComponentChildren;
}

const viewsOfCentres: readonly LocationView[] = ['distribution-list', 'not-served', 'payment-list'];

/** Only centres serve households; most locations are centres, so one that is not read yet is taken for one. */
const isOf = (kind: LocationKind = 'centre', view: LocationView): boolean =>
  kind === 'centre' || !viewsOfCentres.includes(view);

/** The name of a location and which of its views is open; `children` are what can be done there. */
export function LocationHead(props: LocationHeadProps): JSX.Element {
  const { orderId, locationId, view, subtitle, children } = props;
  const words = useWords();
  const report = useAnswer<LocationReportAnswer>(locationReportPath(locationId, orderId)).answer;
  const name = report?.name ?? locationId;
  return (
    <div class="place-head">
      <div class="title-row">
        <div>
          <h1 tabIndex={-1}>{view === 'locations' ? name : `${words.say(`view.${view}`)}: ${name}`}</h1>
          <p class="subtitle">{subtitle ?? (report !== undefined && <Summary report={report} />)}</p>
        </div>
        <div class="actions">{children}</div>
      </div>
      <Tabs
        label={name}
        orderId={orderId}
        id={locationId}
        views={locationViews.filter((one) => isOf(report?.kind, one))}
        shown={view}
      />
    </div>
  );
}

function Summary({ report }: { readonly report: LocationReportAnswer }): JSX.Element {
  const words = useWords();
  const { locationId, kind, householdsServed, households, persons } = report;
  return (
    <>
      <span class="status">{words.say(`kind.${kind}`)}</span>
      <span>{locationId}</span>
      {kind === 'centre' && (
        <>
          <span>{words.say('served.of', { served: householdsServed, count: households })}</span>
          <span>{words.say('location.people', { count: persons })}</span>
        </>
      )}
    </>
  );
}
