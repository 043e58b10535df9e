/** Takes out of the pool what a file of readers no longer gives. */
import {
  AdminDeleteUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminUserGlobalSignOutCommand,
  type CognitoIdentityProviderClient,
  paginateAdminListGroupsForUser,
  paginateListUsers,
} from '@aws-sdk/client-cognito-identity-provider';
import { roleNames } from '../../../shared/domain/roles.ts';
import { whyOf } from '../cli-error.ts';
import type { NewReader } from './read-readers.ts';

export interface Removal {
  readonly mail: string;
  /** What is taken: the groups, or nothing named where the reader goes whole. */
  readonly groups: readonly string[];
  readonly status: 'removed' | 'reduced' | 'failed';
  readonly why?: string;
}

/** What a reader of the pool has and the file does not give. */
export interface Leaving extends Pick<Removal, 'mail' | 'groups'> {
  readonly username: string;
  readonly goes: boolean;
}

const isOurs = (group: string): boolean =>
  roleNames.some((name) => name === group) || /^(?:location|payer):/.test(group);

/**
 * Compares the pool with the file. Guarantees: groups that this project does not know stay out of it, and so does whoever is
 * kept by mail.
 */
export async function leaving(
  client: CognitoIdentityProviderClient,
  UserPoolId: string,
  readers: readonly NewReader[],
  kept: readonly string[],
): Promise<readonly Leaving[]> {
  const stay = new Set(kept.map((mail) => mail.toLowerCase()));
  const given = new Map(readers.map(({ mail, groups }) => [mail.toLowerCase(), groups]));
  const found: Leaving[] = [];
  for await (const { Users = [] } of paginateListUsers({ client }, { UserPoolId })) {
    for (const { Username: username = '', Attributes = [] } of Users) {
      const mail = Attributes.find(({ Name }) => Name === 'email')?.Value ?? username;
      if (stay.has(mail.toLowerCase())) continue;
      const groups = given.get(mail.toLowerCase());
      if (groups === undefined) {
        found.push({ mail, username, groups: [], goes: true });
        continue;
      }
      const taken = (await groupsOf(client, UserPoolId, username)).filter((group) => !groups.includes(group));
      if (taken.length > 0) found.push({ mail, username, groups: taken, goes: false });
    }
  }
  return found;
}

async function groupsOf(
  client: CognitoIdentityProviderClient,
  UserPoolId: string,
  Username: string,
): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { Groups = [] } of paginateAdminListGroupsForUser({ client }, { UserPoolId, Username }))
    names.push(...Groups.flatMap(({ GroupName }) => GroupName ?? []).filter(isOurs));
  return names;
}

/** Takes one after another. Guarantees: whoever goes is signed out first; one that fails keeps none of the others. */
export async function* remove(
  client: CognitoIdentityProviderClient,
  UserPoolId: string,
  readers: readonly Leaving[],
): AsyncGenerator<Removal> {
  for (const { mail, username: Username, groups, goes } of readers) {
    try {
      for (const GroupName of groups)
        await client.send(new AdminRemoveUserFromGroupCommand({ UserPoolId, Username, GroupName }));
      if (goes) {
        await client.send(new AdminUserGlobalSignOutCommand({ UserPoolId, Username }));
        await client.send(new AdminDeleteUserCommand({ UserPoolId, Username }));
      }
      yield { mail, groups, status: goes ? 'removed' : 'reduced' };
    } catch (error) {
      yield { mail, groups, status: 'failed', why: whyOf(error) };
    }
  }
}
