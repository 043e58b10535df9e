/**
 * The Content-Security-Policy that the page keeps to: nothing from elsewhere, and nothing inline.
 *
 * `origins` are those of the API and of the sign-in, where these are not the page's own.
 */
export const contentSecurityPolicy = (origins: readonly string[] = []): string =>
  [
    "default-src 'self'",
    ['connect-src', "'self'", ...origins].join(' '),
    // The pictures in a style sheet.
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
