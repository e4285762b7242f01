import type { Template } from 'aws-cdk-lib/assertions';

/** A resource's properties, as CloudFormation has them: the library doesn't type them. */
export type Properties = ReturnType<Template['findResources']>[string];

/** The properties of the functions, by their names, in order. */
export function functionsOf(template: Template): Record<string, Properties> {
  const functions = Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => [
    nameOf(Properties),
    Properties,
  ]);
  return Object.fromEntries(functions.sort());
}

/** `functions/<name>.ts`, as the description of the function says. */
const nameOf = ({ Description }: Properties): string => /functions\/(.*)\.ts/.exec(Description)?.[1] ?? '';

/** The function that each route leads to, by the route's key. */
export function routesOf(template: Template): Record<string, string> {
  const integrations = template.findResources('AWS::ApiGatewayV2::Integration');
  const functions = template.findResources('AWS::Lambda::Function');
  return Object.fromEntries(
    Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => {
      const integration = integrations[idIn(Properties.Target)]?.Properties;
      return [Properties.RouteKey, nameOf(functions[idIn(integration.IntegrationUri)]?.Properties)];
    }),
  );
}

/** What the role of each function allows: `call call on what`, a line a statement. Nothing else has a policy. */
export function policiesOf(template: Template): Record<string, string[]> {
  const policies = Object.values(template.findResources('AWS::IAM::Policy'));
  return Object.fromEntries(
    Object.entries(functionsOf(template)).map(([name, { Role }]) => {
      const role = idIn(Role);
      const { ManagedPolicyArns, Policies } =
        template.findResources('AWS::IAM::Role')[role]?.Properties ?? {};
      if (ManagedPolicyArns || Policies) throw new Error(`the role of ${name} has policies of other kinds`);
      const statements = policies
        .filter(({ Properties }) => Properties.Roles.some((one: unknown) => idIn(one) === role))
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Properties[]);
      return [name, statements.map(describeStatement)];
    }),
  );
}

function describeStatement({ Effect, Action, Resource, ...rest }: Properties): string {
  const more = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
  const suffix = /"(\/[^"]*)"/.exec(JSON.stringify(Resource))?.[1] ?? '';
  return `${Effect} ${[Action].flat().join(' ')} on ${idIn(Resource).replace(/[0-9A-F]{8}$/, '')}${suffix}${more}`;
}

/** The logical id in `{"Ref": id}`, `{"Fn::GetAtt": [id, …]}` or a `Fn::Join` around one. */
function idIn(value: unknown): string {
  const found = /"Ref":"(\w+)"|"Fn::GetAtt":\["(\w+)"/.exec(JSON.stringify(value));
  if (!found) throw new Error(`there is no reference in ${JSON.stringify(value)}`);
  return (found[1] ?? found[2]) as string;
}

/** The properties of the one resource of a type. */
export function theOnly(template: Template, type: string): Properties {
  const [resource, ...others] = Object.values(template.findResources(type));
  if (!resource || others.length > 0) throw new Error(`there is not exactly one ${type}`);
  return resource.Properties;
}
