import type { JSX } from 'preact';
import type { EntryType } from '../../shared/domain/entry-types.ts';
import { hrefOf, type View } from '../place.ts';
import { PlaceLink } from '../reader/place-link.tsx';
import { useWords } from '../words/words.ts';

const viewOfKind: Readonly<Record<string, View>> = {
  household: 'households',
  hub: 'locations',
  centre: 'locations',
  store: 'locations',
  payer: 'payers',
  shipment: 'shipments',
};

/** The other side of an entry, written `kind:id`, as a link where the page shows such a thing; of a loss, its cause. A count has no other side. */
export function Counterparty({
  counterparty,
  orderId,
}: {
  readonly counterparty: string;
  readonly orderId: string;
}): JSX.Element {
  const words = useWords();
  const colon = counterparty.indexOf(':');
  const view = viewOfKind[counterparty.slice(0, colon)];
  const id = counterparty.slice(colon + 1);
  if (counterparty.startsWith('count:')) return <span class="zero">–</span>;
  const other = orderOfBook(counterparty);
  if (other !== undefined) return <a href={hrefOf(other)}>{other}</a>;
  return view === undefined ? (
    <span>{words.named('cause', id)}</span>
  ) : (
    <PlaceLink orderId={orderId} view={view} id={id} />
  );
}

/** The order of a location's book, which is the other side of a transfer: the location itself is the same. */
function orderOfBook(counterparty: string): string | undefined {
  const slash = counterparty.indexOf('/');
  return /^(hub|centre|store):/.test(counterparty) && slash !== -1
    ? counterparty.slice(slash + 1)
    : undefined;
}

interface DocumentLinkProps {
  readonly type: EntryType;
  readonly reference: string;
  readonly orderId: string;
}

/** The document of an entry; a waybill is a link. */
export function DocumentLink({ type, reference, orderId }: DocumentLinkProps): JSX.Element {
  return type === 'dispatch' || type === 'arrival' || type === 'closing' ? (
    <PlaceLink orderId={orderId} view="shipments" id={reference} />
  ) : (
    <span>{reference}</span>
  );
}
