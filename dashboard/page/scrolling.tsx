import type { ComponentChildren, JSX } from 'preact';

interface ScrollingProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Holds a table that may be wider than the page: it scrolls by itself, by keys as well. */
export const Scrolling = ({ label, children }: ScrollingProps): JSX.Element => (
  // biome-ignore lint/a11y/useSemanticElements: no fieldset, for it holds no form
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
  <div class="wide" role="group" tabIndex={0} aria-label={label}>
    {children}
  </div>
);
