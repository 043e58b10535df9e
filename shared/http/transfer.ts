/**
 * How an answer goes over the line: not again where the reader has it, compressed where the reader takes that, and never
 * larger than Lambda hands on. Neither CloudFront, of what it does not keep, nor an HTTP API compresses anything.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { problemOf } from './problem.ts';
import { problemResponse, respond } from './response.ts';

type Response = APIGatewayProxyStructuredResultV2;
type Headers = Readonly<Record<string, string | undefined>>;

/** Below this, what compression saves is less than a packet. */
const leastCompressedBytes = 1_000;

/** Lambda refuses 6 MiB and more of an answer as JSON, in which a text is escaped; the rest is for what lies around the body. */
export const maxResponseBytes = 6_200_000;

/** An answer in JSON, with the tag by which a reader says that it has it. */
export function taggedJson(body: object): Response {
  const text = JSON.stringify(body);
  return respond(200, 'application/json', text, { etag: tagOf(body, text) });
}

/** `asOf`, the moment of asking, is no part of what an answer says. */
function tagOf(body: object, text: string): string {
  const said = 'asOf' in body ? JSON.stringify({ ...body, asOf: undefined }) : text;
  return `W/"${createHash('sha256').update(said).digest('base64url').slice(0, 22)}"`;
}

/** The answer as it goes to whoever sent `headers`. */
export async function transferred(headers: Headers, response: Response): Promise<Response> {
  const etag = response.headers?.['etag'];
  if (response.statusCode === 200 && typeof etag === 'string' && isNamed(etag, headers['if-none-match'])) {
    const { 'content-type': _type, ...rest } = response.headers ?? {};
    return { statusCode: 304, headers: { ...rest, vary: varied }, body: '' };
  }
  const { body = '', isBase64Encoded = false } = response;
  if (isBase64Encoded || Buffer.byteLength(body) < leastCompressedBytes) return response;
  const encoding = preferredEncoding(headers['accept-encoding']);
  const sent = {
    ...response,
    headers: { ...response.headers, vary: varied, ...(encoding && { 'content-encoding': encoding }) },
    ...(encoding && { body: (await encode[encoding](body)).toString('base64'), isBase64Encoded: true }),
  };
  return fits(sent) ? sent : problemResponse({ body: tooLarge(body, encoding) });
}

const varied = 'accept, accept-encoding';

const tooLarge = (body: string, encoding: Encoding | undefined) =>
  problemOf(
    406,
    `The answer has ${Buffer.byteLength(body)} bytes, more than one response carries${
      encoding === undefined
        ? ': ask for it compressed, with Accept-Encoding: gzip or br.'
        : ', compressed too.'
    }`,
  );

function fits({ body = '', isBase64Encoded = false }: Response): boolean {
  // No character of base64 is escaped; in JSON no UTF-16 unit is more than three bytes, as UTF-8 or escaped.
  if (isBase64Encoded || body.length * 3 <= maxResponseBytes) return body.length <= maxResponseBytes;
  return Buffer.byteLength(JSON.stringify(body)) <= maxResponseBytes;
}

/** Source: RFC 9110, 13.1.2: compared weakly. */
const isNamed = (etag: string, given = ''): boolean =>
  given.trim() === '*' || given.split(',').some((one) => opaque(one) === opaque(etag));

const opaque = (etag: string): string => etag.trim().replace(/^W\//, '');

type Encoding = 'br' | 'gzip';

/** At these levels a country's six megabytes take a tenth of a second. */
const encode: { readonly [E in Encoding]: (body: string) => Promise<Buffer> } = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (body) => promisify(gzip)(body, { level: 6 }),
};

/** The better one of those that the reader takes. Source: RFC 9110, 12.5.3. */
function preferredEncoding(accepted = ''): Encoding | undefined {
  const qualities = new Map(
    accepted.split(',').map((range) => {
      const [coding = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return [coding, quality === undefined ? 1 : Number(quality)] as const;
    }),
  );
  const qualityOf = (encoding: Encoding): number => qualities.get(encoding) ?? qualities.get('*') ?? 0;
  const encodings = (['br', 'gzip'] as const).filter((encoding) => qualityOf(encoding) > 0);
  return encodings.toSorted((one, other) => qualityOf(other) - qualityOf(one))[0];
}
