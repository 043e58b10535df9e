import type { JSX } from 'preact';
import { hrefOf, type LocationView, type PayerView } from '../place.ts';
import { useWords } from '../words/words.ts';

interface TabsProps {
  /** Says what the views are of. */
  readonly label: string;
  readonly orderId: string;
  readonly id: string;
  readonly views: readonly (LocationView | PayerView)[];
  readonly shown: LocationView | PayerView;
}

/** The views of one location or payer, beside each other. */
export function Tabs({ label, orderId, id, views, shown }: TabsProps): JSX.Element {
  const words = useWords();
  return (
    <nav class="tabs" aria-label={label}>
      <ul>
        {views.map((view) => (
          <li key={view}>
            <a href={hrefOf(orderId, view, id)} aria-current={view === shown ? 'page' : undefined}>
              {words.say(`tab.${view}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
