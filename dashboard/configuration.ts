/** What the place that serves the page tells it: where the API is, and who signs people in. */

export interface SignInConfiguration {
  readonly issuer: string;
  readonly clientId: string;
  /** The host of the sign-in pages, for an issuer that does not publish how to sign out. */
  readonly domain?: string;
  /** What the issuer is asked for; without one, who signs in. */
  readonly scope?: string;
  /** The API that a token is for, where the issuer wants to be told. */
  readonly resource?: string;
}

export interface Configuration {
  /** Without one the API is where the page is. */
  readonly apiUrl?: string;
  /** Without one nobody is asked to sign in. */
  readonly signIn?: SignInConfiguration;
  readonly refreshSeconds?: number;
  /** Whose clock times are written by; without one, that of the books unless their operator names another. */
  readonly zone?: string;
}

/** Reads `/config.json`; a place that has none is a machine of one's own. */
export async function readConfiguration(): Promise<Configuration> {
  const response = await fetch('config.json', { cache: 'no-store' });
  if (response.status === 404 || response.status === 403) return {};
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  return (await response.json()) as Configuration;
}
