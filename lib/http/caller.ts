export const roles = ['owner', 'admin', 'agent'] as const;
export type Role = (typeof roles)[number];

/** Whoever an API key belongs to. */
export interface Caller {
  account: number;
  user: number;
  role: Role;
  /** SHA-256 of the key, hex. */
  keyHash: string;
  /** Requests a minute. */
  ratePerMinute: number;
}
