/** The account and region that every local resource is in, and the credentials that open it. */
export const region = 'us-east-1';
export const accountId = '000000000000';

/** Credentials of the environment, for a server of the operator's own; any will do otherwise. */
export function localCredentials(environment: NodeJS.ProcessEnv = process.env): {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
} {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    return { accessKeyId: 'local', secretAccessKey: 'local' };
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
}
