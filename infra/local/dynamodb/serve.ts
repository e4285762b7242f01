import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, bodyBytesMax, type Request } from './answer.ts';

/** Serves one request over HTTP, until the answer is out. Never rejects: a client that went away is nobody to answer. */
export async function serve(
  answer: (request: Request) => Promise<Answer>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new Promise((resolve) => response.once('close', resolve));
  const body = await readBody(request).catch(() => undefined);
  if (body === undefined) return;
  const target = String(request.headers['x-amz-target'] ?? '');
  const answered = await answer({ method: request.method, target, body });
  response.writeHead(answered.statusCode, answered.headers);
  response.end(answered.body);
  await gone;
}

/** The body; of one that is larger than DynamoDB takes any, as much as shows that. @throws Error if the client goes away */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (bytes <= bodyBytesMax) chunks.push(chunk);
    bytes += chunk.length;
  }
  return Buffer.concat(chunks);
}
