import type { JSX } from 'preact';
import { encode } from 'uqr';

/** Light modules around a code, so that a camera finds its edge. Source: ISO/IEC 18004. */
const quietZone = 4;

/** A text as a QR code: one path, so that thousands of them print quickly. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  const { data, size } = encode(text, { ecc: 'M', border: quietZone });
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg class="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  );
}
