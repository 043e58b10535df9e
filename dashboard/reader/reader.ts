/** Who reads the page, and what of it is theirs to open. It guards nothing: the API refuses whatever is asked beyond it. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ReaderAnswer } from '../../shared/contract/answers/readers.ts';
import { locationViews, type Place, payerViews, type View } from '../place.ts';

export const ReaderContext = createContext<ReaderAnswer | undefined>(undefined);

export function useReader(): ReaderAnswer {
  const reader = useContext(ReaderContext);
  if (reader === undefined) throw new Error('There is no reader around this component');
  return reader;
}

/** Whether a reader reads everything. */
export const isOverseer = ({ roles }: ReaderAnswer): boolean =>
  roles.includes('coordinator') || roles.includes('auditor');

/** Whether a reader may put right what is in the books; an auditor reads them only. */
export const isCoordinator = ({ roles }: ReaderAnswer): boolean => roles.includes('coordinator');

/** Whether a reader has no view at all: no role, or one that is bound to nothing. */
export const hasNothing = (reader: ReaderAnswer): boolean =>
  !isOverseer(reader) && reader.locations.length === 0 && reader.payers.length === 0;

const isOneOf = (views: readonly View[], view: View): boolean => views.includes(view);

/** Whether a place may be a reader's; of a household, a waybill or an event the API alone knows whose it is. */
export function mayOpen(reader: ReaderAnswer, view: View, id: string | undefined): boolean {
  if (isOverseer(reader) || view === 'overview' || view === 'write' || view === 'events') return true;
  if (isOneOf(locationViews, view) || view === 'poster' || view === 'count-sheet')
    return reader.locations.some(({ locationId }) => locationId === id);
  if (isOneOf(payerViews, view)) return id !== undefined && reader.payers.includes(id);
  if (view === 'households') return reader.locations.length > 0;
  return isOneOf(['shipments', 'waybill-form'], view) && id !== undefined && reader.locations.length > 0;
}

/** An entry of the page's navigation. */
export interface Section {
  readonly view: View;
  readonly id?: string;
  /** The name of what it is of; without one it bears the name of its view. */
  readonly name?: string;
}

const everything: readonly Section[] = [
  { view: 'overview' },
  { view: 'locations' },
  { view: 'shipments' },
  { view: 'exceptions' },
  { view: 'anomalies' },
  { view: 'audits' },
  { view: 'complaints' },
  { view: 'households' },
  { view: 'payers' },
];

/** Where people write; an auditor alone finds the forms that are theirs on the pages of locations. */
const writing: Section = { view: 'write' };

/** Locations and payers named in the navigation; whoever has more finds them in the overview. */
const mostNamed = 4;

/** What a reader's navigation leads to. */
export function sectionsOf(reader: ReaderAnswer): readonly Section[] {
  if (isOverseer(reader)) return isCoordinator(reader) ? [...everything, writing] : everything;
  const locations = reader.locations.map(
    ({ locationId, name = locationId }): Section => ({ view: 'locations', id: locationId, name }),
  );
  const payers = reader.payers.map((payerId): Section => ({ view: 'payers', id: payerId, name: payerId }));
  const own = [...locations, ...payers];
  return [
    ...(own.length > 1 ? [{ view: 'overview' } as const] : []),
    ...(own.length > mostNamed ? [] : own),
    ...(locations.length > 0 ? [{ view: 'households' } as const] : []),
    ...(own.length > 0 ? [writing] : []),
  ];
}

/** The place of a reader to whom only one location or payer is open. */
export function homeOf(reader: ReaderAnswer): Section | undefined {
  const [first] = sectionsOf(reader);
  return first?.view === 'overview' ? undefined : first;
}

/** Whether a place is in a section of the navigation. */
export function isIn({ view, id }: Section, place: Place): boolean {
  const isOfIt = id === undefined || id === place.id;
  const family = [locationViews, payerViews].find((views) => isOneOf(views, place.view));
  return isOfIt && view === (family?.[0] ?? place.view);
}
