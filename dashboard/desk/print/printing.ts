/** Prints one thing instead of the page, and takes it away again. */
import { type ComponentChildren, render } from 'preact';

export function printAlone(children: ComponentChildren): void {
  const sheet = document.createElement('div');
  sheet.className = 'printed';
  document.body.append(sheet);
  document.body.classList.add('printing-alone');
  render(children, sheet);
  addEventListener(
    'afterprint',
    () => {
      render(null, sheet);
      sheet.remove();
      document.body.classList.remove('printing-alone');
    },
    { once: true },
  );
  print();
}
