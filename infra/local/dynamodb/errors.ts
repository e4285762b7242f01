/** An error as DynamoDB answers it. dynalite's own errors have the same two fields. */
export interface Refusal {
  statusCode: number;
  body: { __type: string; message?: string; [field: string]: unknown };
}

export class DynamoDbError extends Error implements Refusal {
  readonly statusCode = 400;
  readonly body: Refusal['body'];

  /** @param name the error's name, `ValidationException` */
  constructor(name: string, message: string, fields: Record<string, unknown> = {}) {
    super(message);
    this.name = name;
    this.body = { __type: `${namespaceOf(name)}#${name}`, message, ...fields };
  }
}

export const validationException = (message: string) => new DynamoDbError('ValidationException', message);

const namespaceOf = (name: string): string =>
  name === 'ValidationException' ? 'com.amazon.coral.validate' : 'com.amazonaws.dynamodb.v20120810';

/** Whether DynamoDB would answer this; anything else is a fault of this server. */
export const isRefusal = (error: unknown): error is Error & Refusal =>
  error instanceof Error && 'statusCode' in error && 'body' in error;

/** The name of the error without its namespace. */
export const nameOf = (refusal: Refusal): string => refusal.body.__type.split('#').at(-1) ?? '';

/** dynalite says `Message` in its serialization errors and `message` elsewhere. */
export const messageOf = (refusal: Refusal): string =>
  String(refusal.body.message ?? refusal.body.Message ?? nameOf(refusal));
