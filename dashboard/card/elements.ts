/** Makes elements: text is text, whatever it holds. */

type Child = Node | string | undefined;

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(name), properties);
  for (const child of children) if (child !== undefined) made.append(child);
  return made;
}

export const button = (text: string, onclick: () => void): HTMLButtonElement =>
  element('button', { type: 'button', onclick }, text);

/** A field under its label. */
export const labelled = (text: string, field: HTMLElement): HTMLLabelElement =>
  element('label', {}, text, field);

/** Puts nodes in the place of whatever is there; old browsers have no `replaceChildren`. */
export function fill(place: HTMLElement, ...nodes: readonly Node[]): void {
  place.textContent = '';
  place.append(...nodes);
}
