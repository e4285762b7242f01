import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  DomainName,
  HttpApi,
  type HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { DEFAULT_FUNCTION, routes } from '../lib/http/routes.ts';
import type { Functions } from './functions.ts';
import type { Settings } from './settings.ts';

/**
 * A line a request. No path and no query, which hold ids and addresses, and no caller's address: the route and
 * the request's id lead to the function's own log.
 */
const ACCESS_LOG = JSON.stringify({
  time: '$context.requestTime',
  requestId: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  responseBytes: '$context.responseLength',
  ms: '$context.responseLatency',
  functionMs: '$context.integrationLatency',
  functionStatus: '$context.integrationStatus',
  error: '$context.integrationErrorMessage',
});

/** The HTTP API: the routes of `lib/http/routes.ts`, each to its function; whatever else comes to `not-found`. */
export class Api extends Construct {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  readonly accessLog: LogGroup;
  /** Without a trailing slash. */
  readonly url: string;
  /** What the DNS name of a domain of one's own has to point to. */
  readonly domainTarget: string | undefined;

  constructor(
    scope: Construct,
    id: string,
    { settings, functions }: { settings: Settings; functions: Functions },
  ) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: settings.stackName,
      createDefaultStage: false,
      // Then a client can't go around the domain that was chosen.
      disableExecuteApiEndpoint: settings.domainName !== undefined,
    });
    this.addRoutes(functions);

    this.accessLog = new LogGroup(this, 'AccessLog', {
      retention: settings.logDays,
      removalPolicy: settings.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const domain = this.domainOf(settings);
    this.domainTarget = domain?.regionalDomainName;
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: settings.requestsPerSecond, burstLimit: settings.requestsBurst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(ACCESS_LOG),
      },
      ...(domain && { domainMapping: { domainName: domain } }),
    });
    this.url = settings.domainName ? `https://${settings.domainName}` : this.api.apiEndpoint;
    const publicUrl = settings.domainName ? this.url : settings.publicUrl?.replace('{apiId}', this.api.apiId);
    if (publicUrl) {
      for (const { function: lambda } of functions.all)
        lambda.addEnvironment('CHAINMAIL_PUBLIC_URL', publicUrl);
    }
  }

  private addRoutes(functions: Functions): void {
    // One integration and one permission a function, however many routes lead to it.
    const integrations = new Map(
      [...new Set([...routes.map((route) => route.function), DEFAULT_FUNCTION])].map((name) => [
        name,
        new HttpLambdaIntegration(name, functions.byName(name).function, { scopePermissionToRoute: false }),
      ]),
    );
    for (const { method, path, function: name } of [
      ...routes,
      { method: '$default', path: '', function: DEFAULT_FUNCTION },
    ]) {
      const integration = integrations.get(name) as HttpLambdaIntegration;
      const routeKey =
        method === '$default' ? HttpRouteKey.DEFAULT : HttpRouteKey.with(path, method as HttpMethod);
      // Keys are checked by the functions: they are hashed in the table, and errors have a dialect.
      const authorizer = new HttpNoneAuthorizer();
      new HttpRoute(this, `${method} ${path}`.trim(), {
        httpApi: this.api,
        routeKey,
        integration,
        authorizer,
      });
    }
  }

  private domainOf({ domainName, certificateArn }: Settings): DomainName | undefined {
    if (!domainName || !certificateArn) return undefined;
    const certificate = Certificate.fromCertificateArn(this, 'Certificate', certificateArn);
    return new DomainName(this, 'Domain', { domainName, certificate });
  }
}
