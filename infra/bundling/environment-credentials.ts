/**
 * Stands in for the SDK's chain of credential providers when a function is bundled.
 *
 * Lambda always gives its credentials in the environment; the rest of the chain (profiles, single sign-on, web
 * identities and the clients for them) is 100 of 540 KB that every cold start would load for nothing.
 */
interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export function defaultProvider(): () => Promise<Credentials> {
  return async () => {
    const accessKeyId = process.env['AWS_ACCESS_KEY_ID'];
    const secretAccessKey = process.env['AWS_SECRET_ACCESS_KEY'];
    const sessionToken = process.env['AWS_SESSION_TOKEN'];
    if (!accessKeyId || !secretAccessKey) {
      throw new Error('The environment holds no AWS credentials');
    }
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  };
}
