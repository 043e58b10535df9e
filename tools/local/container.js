// @ts-check
/**
 * One execution environment of a Lambda function, inside a worker thread: imports the bundle once and runs one
 * invocation at a time.
 *
 * Plain JavaScript: to take the types out of a file, Node loads a compiler into each thread, which is 11 MB and half
 * the time that a thread takes to start.
 */
import module from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * @import { ContainerAnswer, ContainerMessage, ContainerRequest, ContainerSetup } from './container-messages.ts'
 * @typedef {(event: unknown, context: object) => unknown} Handler
 */

const setup = /** @type {ContainerSetup} */ (workerData);
const port = parentPort;
if (port === null) {
  throw new Error('A container runs as a worker thread only');
}

// What the first container has compiled, the next need not: a third of what a start takes.
module.enableCompileCache?.(setup.compiledIn);

await importHttpWithoutFetch();

/** @param {ContainerMessage} message */
const tell = (message) => port.postMessage(message);

const handler = import(pathToFileURL(setup.bundleFile).href).then((bundle) => {
  const exported = bundle[setup.exportName];
  if (typeof exported !== 'function') {
    throw new TypeError(`${setup.bundleFile} exports no function ${setup.exportName}`);
  }
  return /** @type {Handler} */ (exported);
});
// The first invocation reports a bundle that cannot be imported.
void handler
  .catch(() => undefined)
  .then(() => tell('ready'))
  // A container is ended without a word.
  .then(() => module.flushCompileCache?.());

port.on('message', (/** @type {ContainerRequest} */ request) => {
  void run(request).then(tell);
});

/**
 * @param {ContainerRequest} request
 * @returns {Promise<ContainerAnswer>}
 */
async function run(request) {
  const { requestId } = request;
  process.env['_X_AMZN_TRACE_ID'] = request.trace;
  try {
    const result = await (await handler)(JSON.parse(request.event), contextOf(request));
    return { requestId, ok: true, payload: JSON.stringify(result ?? null) };
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { requestId, ok: false, error: { name, message, stack: stack ?? '' } };
  }
}

/**
 * @param {ContainerRequest} request
 * @returns {object}
 */
function contextOf({ requestId, deadlineMs }) {
  return {
    awsRequestId: requestId,
    functionName: setup.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: setup.functionArn,
    memoryLimitInMB: String(setup.memoryMegabytes),
    logGroupName: `/aws/lambda/${setup.functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
}

/**
 * Imports `node:http` as the SDK will, for an address without TLS: an import reads every export, and three of them load the
 * whole of `fetch`, which is an eighth of what a start takes. They are there again when it has been imported.
 */
async function importHttpWithoutFetch() {
  const http = process.getBuiltinModule('node:http');
  const ofFetch = Object.entries(Object.getOwnPropertyDescriptors(http)).filter(([name]) =>
    ['WebSocket', 'CloseEvent', 'MessageEvent'].includes(name),
  );
  for (const [name] of ofFetch) Reflect.deleteProperty(http, name);
  await import('node:http');
  Object.defineProperties(http, Object.fromEntries(ofFetch));
}
