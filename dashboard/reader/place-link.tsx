import type { ComponentChildren, JSX } from 'preact';
import { hrefOf, type View } from '../place.ts';
import { mayOpen, useReader } from './reader.ts';

interface PlaceLinkProps {
  readonly orderId: string;
  readonly view: View;
  readonly id: string;
  readonly children?: ComponentChildren;
}

/** Names what a view is of; a link, where the view may be the reader's. */
export function PlaceLink({ orderId, view, id, children = id }: PlaceLinkProps): JSX.Element {
  return mayOpen(useReader(), view, id) ? (
    <a href={hrefOf(orderId, view, id)}>{children}</a>
  ) : (
    <span>{children}</span>
  );
}
