/** The local system cannot start, for a reason that its message says in one sentence with what to do about it. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
