/** The body of a request as text, and what kind of body it says it is. */
import { gunzipSync } from 'node:zlib';
import type { ProblemAnswer } from '../../shared/contract/answers/problem.ts';
import { problemOf } from '../../shared/http/problem.ts';

/** The most that one request brings. */
export const maxBodyBytes = 5_000_000;

export const mediaTypes = {
  'application/cloudevents+json': 'event',
  'application/cloudevents-batch+json': 'batch',
} as const;
export type BodyKind = (typeof mediaTypes)[keyof typeof mediaTypes];

export interface ReadBody {
  readonly kind: BodyKind;
  readonly text: string;
}

/** A request as far as its body is read. */
export interface BodyRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string | undefined;
  readonly isBase64Encoded: boolean;
}

/** Guarantees: never unpacks more than {@link maxBodyBytes}. */
export function readBody({ headers, body = '', isBase64Encoded }: BodyRequest): ReadBody | ProblemAnswer {
  const kind = kindOf(headers['content-type'] ?? '');
  if (kind === undefined) {
    const found = headers['content-type'] ?? 'none';
    return problemOf(415, `The content type must be ${Object.keys(mediaTypes).join(' or ')}, not ${found}.`);
  }
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip')
    return problemOf(415, 'The content encoding must be gzip, or none.');
  const sent = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const bytes = encoding === 'gzip' ? unpacked(sent) : sent;
  if (bytes === undefined) return problemOf(400, 'The body is not what gzip makes.');
  if (bytes === 'too-large' || bytes.length > maxBodyBytes)
    return problemOf(413, `A request takes at most ${maxBodyBytes} bytes, before any compression.`);
  try {
    return { kind, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return problemOf(400, 'The body must be UTF-8.', {
      errors: [{ path: '', expected: 'JSON in UTF-8' }],
    });
  }
}

/** CloudEvents are in UTF-8, whether the content type says so or not. Source: CloudEvents 1.0, HTTP binding, 3.2.1. */
function kindOf(contentType: string): BodyKind | undefined {
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  const isUtf8 = charset === undefined || ['utf-8', '"utf-8"', 'utf8'].includes(charset);
  const known = Object.entries(mediaTypes).find(([name]) => name === type);
  return isUtf8 ? known?.[1] : undefined;
}

function unpacked(packed: Buffer): Buffer | 'too-large' | undefined {
  try {
    return gunzipSync(packed, { maxOutputLength: maxBodyBytes });
  } catch (error) {
    const { code } = error instanceof Error && 'code' in error ? error : { code: undefined };
    return code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : undefined;
  }
}
