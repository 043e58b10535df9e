/** How long a sender would wait for the outcome. Source: RFC 7240. */

/** The longest wait: the API ends every request after 30 seconds. */
const maxWaitSeconds = 20;

/** Shape: whole seconds, from 1 to 20; `undefined` where no wait is asked for. A preference that cannot be read is none. */
export function waitSecondsOf(prefer: string | undefined): number | undefined {
  const preference = (prefer ?? '')
    .split(/[,;]/)
    .map((part) => /^\s*wait\s*=\s*"?(\d{1,9})"?\s*$/i.exec(part)?.[1])
    .find((seconds) => seconds !== undefined);
  const seconds = Math.min(Number(preference ?? 0), maxWaitSeconds);
  return seconds === 0 ? undefined : seconds;
}
