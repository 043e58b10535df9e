/**
 * How long a request may wait for its answer. The SDK only warns of one that takes longer unless it is told to throw;
 * what it throws it tries again like any passing fault, so a server that never answers is given up after
 * {@link givenUpAfterMs}.
 */

/** A connection may take as long as an answer: a machine that is busy for two seconds has lost nothing. */
const longestAnswerMs = 5_000;

/** Between two tries the SDK waits a tenth of a second, then twice as long. */
const waitsMs = 1_000;

export const maxAttempts = 4;

export const givenUpAfterMs = maxAttempts * longestAnswerMs + waitsMs;

/** Groups of several message groups are loaded side by side; 50 sockets are the SDK's own default, said here. */
export const requestHandler = {
  httpsAgent: { maxSockets: 50 },
  requestTimeout: longestAnswerMs,
  connectionTimeout: longestAnswerMs,
  throwOnRequestTimeout: true,
};
