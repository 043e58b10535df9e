/** The local system cannot start; the message says in one sentence why, and what to do about it. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
