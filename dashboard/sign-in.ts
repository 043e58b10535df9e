/** Signing in: OpenID Connect, authorization code with PKCE. */
import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { SignInConfiguration } from './configuration.ts';

export interface SignIn {
  /** The bearer token; leaves the page for the sign-in, and never settles, when there is none. */
  token(): Promise<string>;
  /** The bearer token, if there is one that has not ended; never leaves the page. */
  held(): Promise<string | undefined>;
  /** Forgets a token that the API refused. */
  forget(): Promise<void>;
  /** The issuer's own name of whoever is signed in, which never changes. */
  subject(): Promise<string | undefined>;
  /** What the issuer calls whoever is signed in. */
  name(): Promise<string | undefined>;
  /** Forgets the token, ends the session at the issuer where that is possible, and leaves the page. */
  signOut(): Promise<void>;
}

/**
 * Finishes a sign-in that is under way, and takes the page back to where it was left from.
 *
 * `signedOutQuery` leads to what the page shows once its reader has signed out.
 */
export async function openSignIn(
  { issuer, clientId, domain, scope = 'openid', resource }: SignInConfiguration,
  signedOutQuery: string,
): Promise<SignIn> {
  // The issuer knows one address of the page, which is the folder.
  const pageUrl = `${location.origin}${location.pathname.replace(/index\.html$/, '')}`;
  const users = new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: pageUrl,
    post_logout_redirect_uri: pageUrl,
    scope,
    // Named `resource` by RFC 8707, and `audience` by Auth0.
    ...(resource !== undefined && { resource, extraQueryParams: { audience: resource } }),
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: true,
  });
  const answer = new URLSearchParams(location.search);
  if (answer.has('state') && (answer.has('code') || answer.has('error'))) {
    try {
      const { state } = await users.signinRedirectCallback();
      history.replaceState(null, '', `${pageUrl}${typeof state === 'string' ? state : ''}`);
    } catch (error) {
      // Loaded again, the page must not present the same answer a second time.
      history.replaceState(null, '', pageUrl);
      throw error;
    }
  }
  return {
    async token() {
      const user = await users.getUser();
      if (user !== null && !user.expired) return user.access_token;
      await users.signinRedirect({ state: location.hash });
      return new Promise(() => undefined);
    },
    async held() {
      const user = await users.getUser();
      return user === null || user.expired ? undefined : user.access_token;
    },
    forget: () => users.removeUser(),
    subject: async () => (await users.getUser())?.profile.sub,
    async name() {
      const { profile } = (await users.getUser()) ?? {};
      const names = [
        profile?.name,
        profile?.preferred_username,
        profile?.email,
        profile?.['cognito:username'],
      ];
      return [...names, profile?.sub].find((name) => typeof name === 'string');
    },
    async signOut() {
      if (domain === undefined && (await users.metadataService.getEndSessionEndpoint()) !== undefined) {
        return users.signoutRedirect();
      }
      await users.removeUser();
      if (domain === undefined) return location.assign(`${pageUrl}${signedOutQuery}`);
      const origin = domain.startsWith('https://') ? domain : `https://${domain}`;
      const query = new URLSearchParams({ client_id: clientId, logout_uri: pageUrl });
      location.assign(`${origin}/logout?${query}`);
    },
  };
}
