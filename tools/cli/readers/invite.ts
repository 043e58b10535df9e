/** Puts readers into the pool of a deployed system; Cognito mails each an invitation. */
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { type RoleName, roleNames } from '../../../shared/domain/roles.ts';
import { whyOf } from '../cli-error.ts';
import { requestHandler } from '../request-limits.ts';
import type { NewReader } from './read-readers.ts';

export interface Invitation extends Pick<NewReader, 'line' | 'mail' | 'groups'> {
  /** `known`: the pool had the reader; its groups were added all the same. */
  readonly status: 'invited' | 'known' | 'failed';
  readonly why?: string;
}

/** Cognito takes some tens of these calls a second, and says so when it is too many. */
export const cognitoClient = (): CognitoIdentityProviderClient =>
  new CognitoIdentityProviderClient({ maxAttempts: 8, retryMode: 'adaptive', requestHandler });

/** Invites one reader after another. Guarantees: one that fails keeps none of the others back; to be run again at any time. */
export async function* invite(
  client: CognitoIdentityProviderClient,
  UserPoolId: string,
  readers: readonly NewReader[],
): AsyncGenerator<Invitation> {
  // The stack makes those of the roles.
  const made = new Set<string>(roleNames satisfies readonly RoleName[]);
  for (const { line, mail, groups } of readers) {
    try {
      const isNew = await unless('UsernameExistsException', () =>
        client.send(
          new AdminCreateUserCommand({
            UserPoolId,
            Username: mail,
            DesiredDeliveryMediums: ['EMAIL'],
            UserAttributes: [
              { Name: 'email', Value: mail },
              { Name: 'email_verified', Value: 'true' },
            ],
          }),
        ),
      );
      for (const GroupName of groups) {
        if (!made.has(GroupName))
          await unless('GroupExistsException', () =>
            client.send(new CreateGroupCommand({ UserPoolId, GroupName })),
          );
        made.add(GroupName);
        await client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username: mail, GroupName }));
      }
      yield { line, mail, groups, status: isNew ? 'invited' : 'known' };
    } catch (error) {
      yield { line, mail, groups, status: 'failed', why: whyOf(error) };
    }
  }
}

/** Whether the call did what it says; false where Cognito has it already. */
async function unless(exists: string, call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === exists) return false;
    throw error;
  }
}
