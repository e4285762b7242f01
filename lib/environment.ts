/**
 * A variable the process can't run without.
 * @throws Error naming the variable, so that a wrong deployment fails at its start and says why
 */
export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set.`);
  return value;
}
