/** What a browser lets the page of a card do. */
import { createHash } from 'node:crypto';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const inside = (html: string, tag: 'script' | 'style'): string =>
  new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, 's').exec(html)?.[1] ?? '';

/** Lets a page run its own script and style, ask its own server, and nothing else. */
export const cardPagePolicy = (html: string): string =>
  [
    "default-src 'none'",
    `script-src ${hashOf(inside(html, 'script'))}`,
    `style-src ${hashOf(inside(html, 'style'))}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
