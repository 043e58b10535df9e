import type { JSX } from 'preact';
import { qrPath } from './qr-path.ts';

/** A text as a QR code. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  const { path, size } = qrPath(text);
  return (
    <svg
      class="qr-code"
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <path d={path} stroke="#000" />
    </svg>
  );
}
