import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useLocalEnvironment } from '../../../infra/commands/local-environment.ts';

const outputs = {
  TableName: 'table',
  QueueUrl: 'https://queue',
  DeadLetterQueueUrl: 'https://dead',
  ApiUrl: 'x',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chainmail-outputs-'));
  for (const name of ['CHAINMAIL_TABLE', 'CHAINMAIL_QUEUE_URL', 'CHAINMAIL_DEAD_LETTER_QUEUE_URL']) {
    vi.stubEnv(name, undefined);
  }
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function useFile(content: object): void {
  const file = join(folder, 'outputs.json');
  writeFileSync(file, JSON.stringify(content));
  vi.stubEnv('CHAINMAIL_OUTPUTS', file);
  useLocalEnvironment();
}

describe('a command finds a deployed installation', () => {
  it('by the file of outputs that cdk deploy writes', () => {
    useFile({ chainmail: outputs });
    expect(process.env).toMatchObject({
      CHAINMAIL_TABLE: 'table',
      CHAINMAIL_QUEUE_URL: 'https://queue',
      CHAINMAIL_DEAD_LETTER_QUEUE_URL: 'https://dead',
    });
  });

  it('but not in a file of several stacks, or of another one', () => {
    expect(() => useFile({ one: outputs, other: outputs })).toThrow('not exactly one stack');
    expect(() => useFile({ other: { BucketName: 'b' } })).toThrow('no output TableName');
  });
});
