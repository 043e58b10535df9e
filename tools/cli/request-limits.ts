/** Across a slow line, a page of a table takes some seconds; the SDK only warns of one that never comes unless it is told to throw. */
export const requestHandler = {
  requestTimeout: 30_000,
  connectionTimeout: 10_000,
  throwOnRequestTimeout: true,
};
