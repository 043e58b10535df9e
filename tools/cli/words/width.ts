/** How many columns of a terminal a text takes: a Korean letter takes two. */
import stringWidth from 'fast-string-width';

const ascii = /^[ -~]*$/;

/** Tables of a hundred thousand rows are mostly ASCII, which need not be measured. */
export const widthOf = (text: string): number => (ascii.test(text) ? text.length : stringWidth(text));

export const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - widthOf(text))) + text;

export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)));
