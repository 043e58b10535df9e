import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Stage } from '../config.ts';

/** Letters of the key: more than the 256 bits that HMAC-SHA256 uses. */
const keyLength = 64;

/** The key that makes the codes of household cards. With another one every printed card is void, so it outlives deployments. */
export class CardKey extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: 'Makes the codes of household cards. Every printed card is void once it changes.',
      generateSecretString: { passwordLength: keyLength, excludePunctuation: true },
      removalPolicy: stage === 'prod' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Rotation would make every printed card void; one card is ended by renewing it.',
    });
  }
}
