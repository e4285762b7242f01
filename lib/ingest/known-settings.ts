import { type AccountSettings, readSettings } from '../store/account-settings.ts';
import type { Table } from '../store/table.ts';
import type { Surroundings } from './evidence.ts';

/** A warm function looks at an account's settings this often: a change works within it. */
export const SETTINGS_CACHE_MS = 60_000;
/** Most accounts have none; one with many takes some kilobytes. */
const ACCOUNTS_MAX = 1_000;

export type KnownMachines = Omit<Surroundings, 'links'>;

/** What accounts know of machines. */
export class KnownSettings {
  private readonly table: Table;
  private readonly known = new Map<number, { machines: Promise<KnownMachines>; until: number }>();

  constructor(table: Table) {
    this.table = table;
  }

  /** @param now ms */
  machinesOf(account: number, now: number): Promise<KnownMachines> {
    const cached = this.known.get(account);
    if (cached && now < cached.until) return cached.machines;
    if (this.known.size >= ACCOUNTS_MAX) this.known.clear();
    const machines = readSettings(this.table, account).then(parse);
    this.known.set(account, { machines, until: now + SETTINGS_CACHE_MS });
    // Whoever waits is told; the next one asks again.
    machines.catch(() => this.known.delete(account));
    return machines;
  }
}

/** Most accounts know no networks, so what reads addresses is only loaded for one that does. */
async function parse({ honeypots, networks }: AccountSettings): Promise<KnownMachines> {
  if (networks.length === 0) return { honeypots };
  const { openNetworks } = await import('./networks.ts');
  return { honeypots, networks: openNetworks(networks) };
}
