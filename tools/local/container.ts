/**
 * One execution environment of a Lambda function, inside a worker thread: imports the bundle once and runs one
 * invocation at a time.
 */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import {
  type ContainerAnswer,
  type ContainerRequest,
  type ContainerSetup,
  containerReady,
} from './container-messages.ts';

type Handler = (event: unknown, context: object) => unknown;

const setup = workerData as ContainerSetup;
const port = parentPort;
if (port === null) {
  throw new Error('A container runs as a worker thread only');
}

const handler = import(pathToFileURL(setup.bundleFile).href).then((bundle: Record<string, unknown>) => {
  const exported = bundle[setup.exportName];
  if (typeof exported !== 'function') {
    throw new TypeError(`${setup.bundleFile} exports no function ${setup.exportName}`);
  }
  return exported as Handler;
});
// A bundle that cannot be imported is told with the first invocation.
handler.catch(() => undefined).then(() => port.postMessage(containerReady));

port.on('message', (request: ContainerRequest) => {
  void run(request).then((answer) => port.postMessage(answer));
});

async function run(request: ContainerRequest): Promise<ContainerAnswer> {
  try {
    const result = await (await handler)(JSON.parse(request.event), contextOf(request));
    return { requestId: request.requestId, ok: true, payload: JSON.stringify(result ?? null) };
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { requestId: request.requestId, ok: false, error: { name, message, stack: stack ?? '' } };
  }
}

function contextOf({ requestId, deadlineMs }: ContainerRequest): object {
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
