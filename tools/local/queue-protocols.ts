/**
 * What senders speak that the SQS server does not: the Query protocol of every SDK until the end of 2023, which
 * is answered in XML, and JSON that is posted to the queue's own address. The server takes that address for a
 * bucket's, and returns 200 for a message that it does not keep.
 *
 * Source: SQS developer guide, "Making Query API requests using AWS JSON protocol" and "… AWS query protocol".
 */
import { accountId } from './aws-names.ts';

export interface QueueRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** What the server has read: of JSON its value, of a form its fields. */
  readonly body?: unknown;
}

export interface QueueAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

type Fields = Readonly<Record<string, unknown>>;

const json = 'application/x-amz-json-1.0';
const form = 'application/x-www-form-urlencoded';
const queryErrorHeader = 'x-amzn-query-error';
/** All that sending takes. */
const queryActions = new Set(['GetQueueUrl', 'SendMessage', 'SendMessageBatch']);

/** Guarantees: nothing that is posted to a queue's address is answered as if it were anything else; `undefined` leaves the request to the server. */
export async function answerOtherProtocol(
  { method, url, headers, body }: QueueRequest,
  endpoint: string,
): Promise<QueueAnswer | undefined> {
  const path = url.split('?', 1)[0] ?? '';
  const isQueue = path.startsWith(`/${accountId}/`);
  if (method !== 'POST' || !(isQueue || path === '/')) return undefined;
  const contentType = String(headers['content-type'] ?? '');
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Fields;
  const address = isQueue ? { QueueUrl: `${endpoint}${path}` } : {};
  if (contentType.startsWith(form)) {
    const action = String(fields['Action'] ?? '');
    if (queryActions.has(action))
      return await answerQuery(endpoint, action, { ...address, ...input(fields) });
    return isQueue ? queryError('InvalidAction', `Unknown action here: ${action}`) : undefined;
  }
  if (!isQueue) return undefined;
  if (!contentType.startsWith(json)) return queryError('InvalidAction', `No request of SQS: ${contentType}`);
  const action = String(headers['x-amz-target'] ?? '').replace('AmazonSQS.', '');
  const answer = await ask(endpoint, action, { ...address, ...fields });
  const code = answer.headers.get(queryErrorHeader);
  return {
    status: answer.status,
    headers: { 'content-type': json, ...(code !== null && { [queryErrorHeader]: code }) },
    text: await answer.text(),
  };
}

const ask = (endpoint: string, action: string, value: Fields): Promise<Response> =>
  fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': json, 'x-amz-target': `AmazonSQS.${action}` },
    body: JSON.stringify(value),
  });

async function answerQuery(endpoint: string, action: string, value: Fields): Promise<QueueAnswer> {
  const answer = await ask(endpoint, action, value);
  const result = (await answer.json()) as Fields;
  if (!answer.ok) {
    const code =
      answer.headers.get(queryErrorHeader)?.split(';', 1)[0] ?? String(result['__type']).replace(/^.*#/, '');
    return queryError(code, String(result['message']));
  }
  return xml(200, `${action}Response`, `<${action}Result>${elements(result)}</${action}Result>`);
}

const queryError = (code: string, message: string): QueueAnswer =>
  xml(400, 'ErrorResponse', `<Error>${elements({ Type: 'Sender', Code: code, Message: message })}</Error>`);

const xml = (status: number, root: string, inner: string): QueueAnswer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  text: `<?xml version="1.0"?><${root} xmlns="http://queue.amazonaws.com/doc/2012-11-05/">${inner}<ResponseMetadata><RequestId>local</RequestId></ResponseMetadata></${root}>`,
});

/** A list is a row of elements, each by the name of its member. */
const memberNames: Readonly<Record<string, string>> = {
  Successful: 'SendMessageBatchResultEntry',
  Failed: 'BatchResultErrorEntry',
};

const elements = (value: Fields): string =>
  Object.entries(value)
    .flatMap(([name, content]) =>
      Array.isArray(content)
        ? content.map((member: Fields) => element(memberNames[name] ?? name, elements(member)))
        : [element(name, escapeXml(String(content)))],
    )
    .join('');

const element = (name: string, inner: string): string => `<${name}>${inner}</${name}>`;

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The fields of a form, `SendMessageBatchRequestEntry.1.MessageAttribute.2.Value.DataType` and the like, as JSON has them. */
function input(fields: Fields): Fields {
  const plain = Object.entries(fields).filter(([name]) => !name.includes('.') && !notInput.has(name));
  const attributes = numbered(fields, 'MessageAttribute').map((attribute) => [
    attribute['Name'],
    Object.fromEntries(
      Object.entries(attribute).flatMap(([name, value]) =>
        name.startsWith('Value.') ? [[name.slice('Value.'.length), value]] : [],
      ),
    ),
  ]);
  const entries = numbered(fields, 'SendMessageBatchRequestEntry').map(input);
  return {
    ...Object.fromEntries(
      plain.map(([name, value]) => [name, name === 'DelaySeconds' ? Number(value) : value]),
    ),
    ...(attributes.length > 0 && { MessageAttributes: Object.fromEntries(attributes) as Fields }),
    ...(entries.length > 0 && { Entries: entries }),
  };
}

const notInput = new Set(['Action', 'Version']);

/** The fields below `name.1`, `name.2` and so on, in that order, each by what follows the number. */
function numbered(fields: Fields, name: string): readonly Fields[] {
  const members = new Map<number, Record<string, unknown>>();
  for (const [field, value] of Object.entries(fields)) {
    const [, position, rest] = new RegExp(`^${name}\\.(\\d+)\\.(.+)$`).exec(field) ?? [];
    if (position === undefined || rest === undefined) continue;
    const member = members.get(Number(position)) ?? {};
    member[rest] = value;
    members.set(Number(position), member);
  }
  return [...members].sort(([left], [right]) => left - right).map(([, member]) => member);
}
