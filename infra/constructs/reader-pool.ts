import { Duration, Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  OAuthScope,
  type UserInvitationConfig,
  UserPool,
  UserPoolClient,
  UserPoolDomain,
  UserPoolEmail,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { type RoleName, roleNames } from '../../shared/domain/roles.ts';
import type { MailSender, OidcIssuer, Stage } from '../config.ts';

const groupDescriptions: { readonly [R in RoleName]: string } = {
  coordinator: 'Reads everything',
  auditor: 'Reads everything',
  'centre-staff': 'Reads its own locations, each named by a further group location:<locationId>',
  payer: 'Reads its own cash book, named by a further group payer:<payerId>',
};

export interface ReaderPoolProps {
  readonly stage: Stage;
  readonly mail: MailSender | undefined;
  /** Where they sign in, as far as it is known before the page is made. */
  readonly pageUrl: string | undefined;
}

/** Cognito writes name and password in the place of the braces. */
const invitationTo = (pageUrl: string | undefined): UserInvitationConfig => ({
  emailSubject: 'Your access to Relief Ledger',
  emailBody: [
    `You may now read the books of Relief Ledger${pageUrl === undefined ? '' : ` at ${pageUrl}`}.`,
    'Your name there is {username}, and your first password is {####}. It is valid for three days.',
    'You will choose a password of your own, and need an authenticator app on your phone.',
  ].join('<br>'),
});

/** The people who may read the books, in a group for each role; only an administrator adds one. */
export class ReaderPool extends Construct {
  readonly userPoolId: string;
  readonly issuerUrl: string;
  /** Host of the sign-in pages. */
  readonly domain: string;
  readonly #pool: UserPool;

  constructor(scope: Construct, id: string, props: ReaderPoolProps) {
    super(scope, id);
    const isProtected = props.stage === 'prod';
    this.#pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      email:
        props.mail === undefined
          ? UserPoolEmail.withCognito()
          : UserPoolEmail.withSES({ fromEmail: props.mail.from, sesRegion: props.mail.region }),
      userInvitation: invitationTo(props.pageUrl),
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: FeaturePlan.ESSENTIALS,
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      deletionProtection: isProtected,
      removalPolicy: isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(this.#pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason:
        'The Plus plan is priced per reader and month; a second factor is required of all and nobody can sign up.',
    });
    for (const groupName of roleNames) {
      new CfnUserPoolGroup(this, `Group-${groupName}`, {
        userPoolId: this.#pool.userPoolId,
        groupName,
        description: groupDescriptions[groupName],
      });
    }
    const { region, urlSuffix, stackId } = Stack.of(this);
    // A prefix must be unique in its Region; what makes a stack's id unique does.
    const domainPrefix = `relief-${Fn.select(2, Fn.split('/', stackId))}`;
    new UserPoolDomain(this, 'Domain', { userPool: this.#pool, cognitoDomain: { domainPrefix } });
    this.domain = `${domainPrefix}.auth.${region}.amazoncognito.com`;
    this.userPoolId = this.#pool.userPoolId;
    this.issuerUrl = `https://cognito-idp.${region}.${urlSuffix}/${this.#pool.userPoolId}`;
  }

  /** Lets people sign in at a page, by authorization code, and returns whose tokens its API takes. */
  signInAt(scope: Construct, pageUrl: string): OidcIssuer {
    const client = new UserPoolClient(scope, 'ReaderClient', {
      userPool: this.#pool,
      // For the command: whoever operates the stack signs in with the right to do so, and no browser.
      authFlows: { adminUserPassword: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID],
        callbackUrls: [pageUrl],
        logoutUrls: [pageUrl],
      },
      preventUserExistenceErrors: true,
      accessTokenValidity: Duration.hours(1),
      // A working day; whoever leaves is out by the next.
      refreshTokenValidity: Duration.hours(10),
    });
    return {
      issuerUrl: this.issuerUrl,
      audience: [client.userPoolClientId],
      rolesClaim: 'cognito:groups',
    };
  }
}
