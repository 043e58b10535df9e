/** Answers what it was asked, or one of the shapes that a function may answer. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export async function handler(event: APIGatewayProxyEventV2): Promise<unknown> {
  switch (event.pathParameters?.['kind']) {
    case undefined:
      return {
        statusCode: 200,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(event),
      };
    case 'plain':
      return { inferred: true };
    case 'binary':
      return { statusCode: 201, isBase64Encoded: true, body: Buffer.from([0, 255, 10]).toString('base64') };
    case 'cookies':
      return { statusCode: 204, cookies: ['a=1; Path=/', 'b=2'], headers: { etag: '"7"' } };
    case 'broken':
      return { statusCode: 'many' };
    default:
      throw new Error('told to throw');
  }
}
