import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { FeaturePlan, Mfa, UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { OidcIssuer, Stage } from '../config.ts';

/** The people who may read the books; only an administrator adds one. */
export class ReaderPool extends Construct {
  readonly issuer: OidcIssuer;
  readonly userPoolId: string;
  readonly clientId: string;

  constructor(scope: Construct, id: string, props: { readonly stage: Stage }) {
    super(scope, id);
    const isProtected = props.stage === 'prod';
    const pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
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
    const client = new UserPoolClient(this, 'Client', {
      userPool: pool,
      authFlows: { userSrp: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      accessTokenValidity: Duration.hours(1),
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason:
        'The Plus plan is priced per reader and month; a second factor is required of all and nobody can sign up.',
    });
    this.userPoolId = pool.userPoolId;
    this.clientId = client.userPoolClientId;
    const { region, urlSuffix } = Stack.of(this);
    this.issuer = {
      issuerUrl: `https://cognito-idp.${region}.${urlSuffix}/${pool.userPoolId}`,
      audience: [client.userPoolClientId],
    };
  }
}
