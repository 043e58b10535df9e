/** A text as a QR code, drawn as lines. Pure. */
import { encode } from 'uqr';

/** Light modules around a code, so that a camera finds its edge. Source: ISO/IEC 18004. */
const quietZone = 4;

/**
 * Readers take any of the eight masks. To weigh which one suits a code best takes eight times as long as to make it with
 * one, and the tokens of a centre differ by chance anyway.
 */
const maskPattern = 2;

export interface QrPath {
  /** Lines of the width 1 along the middle of each run of dark modules. */
  readonly path: string;
  /** Modules of a side, the light edge included. */
  readonly size: number;
}

/** Draws a run of dark modules as one line, so that thousands of codes are drawn and printed quickly. */
export function qrPath(text: string): QrPath {
  const { data, size } = encode(text, { ecc: 'M', border: quietZone, maskPattern });
  return { path: data.map(linesOf).join(''), size };
}

function linesOf(row: readonly boolean[], y: number): string {
  let lines = '';
  let from: number | undefined;
  for (let x = 0; x <= row.length; x += 1) {
    if (row[x] === true) from ??= x;
    else if (from !== undefined) {
      lines += `M${from} ${y}.5h${x - from}`;
      from = undefined;
    }
  }
  return lines;
}
