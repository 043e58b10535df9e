import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import {
  AssetHashType,
  type CfnElement,
  DockerImage,
  Duration,
  RemovalPolicy,
  Stack,
  Validations,
} from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct, type IConstruct } from 'constructs';
import { contentSecurityPolicy } from '../../dashboard/content-security-policy.ts';
import type { OwnDomain } from '../config.ts';
import { projectRoot } from '../project-root.ts';
import { logEmptierOf } from './emptied-bucket.ts';

export interface OperatorPageProps {
  /** Host of the query API: the page asks it under its own address. */
  readonly apiDomainName: string;
  readonly apiPaths: readonly string[];
  /** Those of them that take more than questions. */
  readonly postedPaths: readonly string[];
  /** Origins of the issuer that the page may speak to. */
  readonly signInOrigins: readonly string[];
  readonly domain: OwnDomain | undefined;
  readonly webAclArn: string | undefined;
}

export interface PageSignIn {
  readonly issuer: string;
  readonly clientId: string;
  readonly domain?: string;
  readonly scope?: string;
  readonly resource?: string;
}

/** The page of a card, and what it asks. */
const cardPattern = '/card*';

const securityHeaders = {
  contentTypeOptions: { override: true },
  frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
  referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
  strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
};

/** Faults, which CloudFront keeps whatever their answer says. */
const neverKept = [500, 502, 503, 504] as const;

/** What a distribution could have beyond this one, and why it has not. */
const whyNoMore = {
  'AwsSolutions-CFR1': 'Who may read is decided by sign-in: relief staff work from many countries.',
  'AwsSolutions-CFR2':
    'The page is public code without data; the API behind it lets nobody in without a token, and throttles each route. The context names a web ACL.',
  'AwsSolutions-CFR3':
    'Who read what is in the access log of the API, with reader, route and path; the page itself is public code.',
  'AwsSolutions-CFR4': 'The certificate is that of cloudfront.net, whose protocols CloudFront sets.',
};

/** Files whose names stay the same from one deployment to the next: asked for anew each time. */
const namedFiles = ['index.html', 'favicon.svg', 'config.json', 'manifest.webmanifest', 'service-worker.js'];

/** The operator's page in a private bucket, and one address for it and the query API, so that neither trusts another origin. */
export class OperatorPage extends Construct {
  readonly url: string;
  /** What a name of the operator's must point to. */
  readonly target: string;
  readonly #bucket: Bucket;

  constructor(scope: Construct, id: string, props: OperatorPageProps) {
    super(scope, id);
    // Holds nothing that a deployment does not make again, and must be empty to be deleted.
    this.#bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      autoDeleteObjects: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    logEmptierOf(this.#bucket);
    const { stackName, region } = Stack.of(this);
    // CloudFront is one for all Regions of an account, and so are these names.
    const nameOf = (what: string): string => `${stackName}-${region}-${what}`;
    const responseHeadersPolicy = new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: nameOf('page'),
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: contentSecurityPolicy(props.signInOrigins),
          override: true,
        },
        ...securityHeaders,
      },
    });
    // The page of a card is one file with its script in it: its function says what may run.
    const cardHeaders = new ResponseHeadersPolicy(this, 'CardHeaders', {
      responseHeadersPolicyName: nameOf('card'),
      securityHeadersBehavior: securityHeaders,
    });
    const behavior = {
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      responseHeadersPolicy,
    };
    const api: BehaviorOptions = {
      ...behavior,
      origin: new HttpOrigin(props.apiDomainName),
      // The token goes along, and no answer is kept for whoever asks next.
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    };
    const headersOf = (pattern: string) =>
      pattern === cardPattern ? { responseHeadersPolicy: cardHeaders } : {};
    // Of methods CloudFront knows two sets: questions, and everything; API Gateway lets in what has a route.
    const isPosted = (pattern: string): boolean =>
      props.postedPaths.some((path) => path.startsWith(pattern.replace('*', '')));
    const originAccessControl = new S3OriginAccessControl(this, 'Access', {
      originAccessControlName: nameOf('page'),
    });
    const distribution = new Distribution(this, 'Distribution', {
      comment: `${stackName}: page and query API`,
      defaultRootObject: 'index.html',
      ...(props.domain !== undefined && {
        domainNames: [props.domain.name],
        certificate: Certificate.fromCertificateArn(this, 'Certificate', props.domain.certificateArn),
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      }),
      ...(props.webAclArn !== undefined && { webAclId: props.webAclArn }),
      httpVersion: HttpVersion.HTTP2_AND_3,
      // CloudFront heeds no-store for some errors only. Kept for its ten seconds, one reader's fault would be everyone's.
      errorResponses: neverKept.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      defaultBehavior: {
        ...behavior,
        origin: S3BucketOrigin.withOriginAccessControl(this.#bucket, { originAccessControl }),
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      },
      additionalBehaviors: Object.fromEntries(
        patternsOf(props.apiPaths).map((pattern) => [
          pattern,
          {
            ...api,
            ...headersOf(pattern),
            ...(isPosted(pattern) && { allowedMethods: AllowedMethods.ALLOW_ALL }),
          },
        ]),
      ),
    });
    this.url = `https://${props.domain?.name ?? distribution.distributionDomainName}/`;
    this.target = distribution.distributionDomainName;

    acknowledge(distribution, whyNoMore);
    acknowledge(this.#bucket, {
      'AwsSolutions-S1': 'Public code, read by one distribution; who read it matters to nobody.',
    });
  }

  /** Puts the page's files into the bucket, with where its readers sign in. */
  publish(signIn: PageSignIn): void {
    const files = Source.asset(join(projectRoot, 'dashboard'), {
      assetHashType: AssetHashType.OUTPUT,
      bundling: { image: DockerImage.fromRegistry('none'), local: { tryBundle: bundle } },
    });
    const logGroup = new LogGroup(this, 'CopierLog', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const common = { destinationBucket: this.#bucket, prune: false, logGroup };
    // Named by their content, and never deleted: a page that was opened before goes on finding its own.
    const hashed = new BucketDeployment(this, 'HashedFiles', {
      ...common,
      sources: [files],
      exclude: namedFiles,
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
    });
    const named = new BucketDeployment(this, 'NamedFiles', {
      ...common,
      sources: [files, Source.jsonData('config.json', { signIn })],
      exclude: ['*'],
      include: namedFiles,
      cacheControl: [CacheControl.noCache()],
    });
    named.node.addDependency(hashed);

    const copier = hashed.handlerRole.node.scope;
    const copying =
      "The CDK's own function that fills a bucket while a deployment runs, and at no other time";
    acknowledge(copier ?? hashed, {
      'AwsSolutions-L1': `${copying}: its runtime comes with the CDK's version.`,
      [`AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]`]: `${copying}: it may write its log.`,
      ...Object.fromEntries(
        ['GetBucket', 'GetObject', 'List', 'DeleteObject', 'Abort'].map((action) => [
          `AwsSolutions-IAM5[Action::s3:${action}*]`,
          `${copying}: on the bucket of assets and on that of the page alone.`,
        ]),
      ),
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*]': `${copying}: it reads what this deployment brings.`,
      [`AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(this.#bucket.node.defaultChild as CfnElement)}.Arn>/*]`]: `${copying}: it writes the page's files, named by their content.`,
    });
  }
}

/** `/orders/{orderId}` and its like to `/orders*`; what has nothing below it, to itself, lest a file of the page begin alike. */
const patternsOf = (paths: readonly string[]): readonly string[] => [
  ...new Set(
    paths.map((path) => {
      const first = `/${path.split('/')[1]}`;
      return paths.some((other) => other.startsWith(`${first}/`)) ? `${first}*` : first;
    }),
  ),
];

function bundle(outputDirectory: string): boolean {
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(projectRoot, 'dashboard', 'write.ts'), outputDirectory],
    { cwd: projectRoot, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (status !== 0) throw new Error('The page cannot be bundled');
  return true;
}

function acknowledge(construct: IConstruct, reasons: { readonly [rule: string]: string }): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason });
}
