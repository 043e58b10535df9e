/** The key that codes of cards are made with: on AWS a generated secret that nobody needs to see. */
import { cardKeyEnvironmentName, cardSecretEnvironmentName } from './environment-names.ts';
import { maxAttempts, requestHandler } from './request-limits.ts';

/** Reads the key once; a fault is not kept, so that the next request asks again. */
export function cardKeyFromEnvironment(): () => Promise<string> {
  let known: Promise<string> | undefined;
  return async () => {
    known ??= readKey();
    try {
      return await known;
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
}

/** Errors: throws where the environment names no key, or the secret is empty. */
async function readKey(): Promise<string> {
  const local = process.env[cardKeyEnvironmentName];
  if (local !== undefined && local !== '') return local;
  // Imported only when it is asked for, so that nothing else waits for it.
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const SecretId = process.env[cardSecretEnvironmentName];
  const { SecretString = '' } = await new SecretsManagerClient({ maxAttempts, requestHandler }).send(
    new GetSecretValueCommand({ SecretId }),
  );
  if (SecretString === '') throw new Error(`the secret ${SecretId} is empty`);
  return SecretString;
}
