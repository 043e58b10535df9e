/** Where an API is, by the host that a request came to. */

const isLoopback = (domainName: string): boolean =>
  /^(?:127\.0\.0\.1|localhost|\[::1\])(?::|$)/.test(domainName);

/** Only a server of this machine is asked without TLS. */
export const originOf = (domainName: string): string =>
  `${isLoopback(domainName) ? 'http' : 'https'}://${domainName}`;
