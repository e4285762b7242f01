import * as z from 'zod';
import { SETTINGS_CACHE_MS } from '../../lib/ingest/known-settings.ts';
import { parseNetwork } from '../../lib/ingest/networks.ts';
import { changeSettings, readSettings } from '../../lib/store/account-settings.ts';
import type { Table } from '../../lib/store/table.ts';
import { assertAccount, type Command, command, date, positive, type Report } from './account-command.ts';

/** Each click is held against each of them. */
const HONEYPOTS_MAX = 20;
/** Each event with an address is held against each of them; all have to fit into the account's item. */
const NETWORKS_MAX = 500;
const NETWORK_CHARACTERS_MAX = 200;
const LINK_CHARACTERS_MAX = 2_048;

/** Takes all of a list away. */
const NONE = 'none';

const honeypot = z
  .string()
  .max(LINK_CHARACTERS_MAX)
  .refine(
    (text) => text === NONE || z.url({ protocol: /^https?$/ }).safeParse(text).success,
    'give the link as it stands in the mail',
  );

/** As `parseNetwork` reads it. */
const network = z
  .string()
  .trim()
  .max(NETWORK_CHARACTERS_MAX)
  .superRefine((text, context) => {
    try {
      if (text !== NONE) parseNetwork(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'wrong' });
    }
  });

/** What an account knows of machines: links that people don't see, and networks that machines are in. */
export const settingsCommands: Record<string, Command> = {
  set: command(
    z
      .object({
        account: positive,
        honeypot: z.array(honeypot).max(HONEYPOTS_MAX).optional(),
        network: z.array(network).max(NETWORKS_MAX).optional(),
      })
      .refine(({ honeypot, network }) => honeypot || network, {
        path: ['honeypot'],
        message: 'give it or --network, there is nothing to set',
      }),
    async (table, { account, honeypot, network }) => {
      await assertAccount(table, account);
      await changeSettings(table, account, {
        ...(honeypot && { honeypots: honeypot.filter((entry) => entry !== NONE) }),
        ...(network && { networks: network.filter((entry) => entry !== NONE) }),
      });
      const { lines, json } = await show(table, account);
      return { lines: [...lines, `This holds within ${SETTINGS_CACHE_MS / 1_000} seconds.`], json };
    },
  ),

  show: command(z.object({ account: positive }), (table, { account }) => show(table, account)),
};

async function show(table: Table, id: number): Promise<Report> {
  const { name, created } = await assertAccount(table, id);
  const { honeypots, networks } = await readSettings(table, id, { consistent: true });
  return {
    lines: [
      `${id}  ${name}  made ${date(created)}`,
      ...honeypots.map((link) => `honeypot  ${link}`),
      ...networks.map((text) => `network   ${text}`),
    ],
    json: { id, name, created: date(created), honeypots, networks },
  };
}
