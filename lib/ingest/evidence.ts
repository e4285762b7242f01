import type { Evidence } from '../domain/machine.ts';
import type { Networks } from './networks.ts';
import { openBy, robotIn } from './user-agents.ts';

/** What a sender says of an event, as far as it tells people from machines. */
export interface Circumstances {
  /** Opens, clicks and changes of status (made by a link in the mail) are judged; of others the sender's word is kept. */
  type: string;
  /** Blank if the request had none; absent if the sender doesn't say. */
  userAgent?: string;
  url?: string;
  ipAddress?: string;
  /** The sender's own verdict. */
  machine?: 'yes' | 'no';
  /** Of the HTTP request. */
  method?: string;
  /** The request's `Purpose` or `Sec-Purpose` header. */
  purpose?: string;
}

/** What is known when events are ingested. */
export interface Surroundings {
  /** Links that only machines see, as the account marked them. */
  honeypots: readonly string[];
  /** Of machines; absent if the account knows of none. */
  networks?: Networks;
  /** How many links the mail has, if that is known. */
  links?: number;
}

/** Rule 7: a scanner takes its time over a mail of so many links, so a shorter burst will do. */
const MANY_LINKS = 5;

/**
 * What an event has to say about who did it, beyond its chain: the rules of `lib/domain/machine.ts` that need
 * lists. The user agent and the address are looked at here and needn't be kept.
 *
 * @returns `undefined` if there is nothing to say, as of most events: it costs no bytes then
 */
export function evidenceOf(event: Circumstances, known: Surroundings): Evidence | undefined {
  const { type, url, ipAddress, machine } = event;
  if (type === 'PRINT' || type === 'FORWARD') {
    return machine && { decided: { verdict: machine, reason: 'sender' } };
  }
  if (type !== 'OPEN' && type !== 'CLICK' && type !== 'STATUSCHANGE') return undefined;
  const decided = decide(event);
  // A click that is a person's gives no machine away, and where all is decided the network adds nothing.
  const telling = type === 'CLICK' && decided?.verdict !== 'no';
  const trap = telling && url !== undefined && known.honeypots.some((honeypot) => leadsTo(url, honeypot));
  const manyLinks = telling && known.links !== undefined && known.links >= MANY_LINKS;
  const network =
    decided || ipAddress === undefined ? undefined : known.networks?.certaintyOf(type, ipAddress);
  const evidence: Evidence = {
    ...(decided && { decided }),
    ...(trap && { trap }),
    ...(manyLinks && { manyLinks }),
    ...(network && { network }),
  };
  return Object.keys(evidence).length > 0 ? evidence : undefined;
}

/** Rules 1 to 5: the first that applies. */
function decide({
  type,
  machine,
  userAgent,
  ipAddress,
  method,
  purpose,
}: Circumstances): Evidence['decided'] {
  const agent = userAgent?.trim();
  if (machine) return { verdict: machine, reason: 'sender' };
  const byAgent = type === 'OPEN' && agent ? openBy(agent) : undefined;
  if (byAgent) return byAgent;
  const reason =
    (method?.toUpperCase() === 'HEAD' && 'head') ||
    (purpose && /\bprefetch\b/i.test(purpose) && 'prefetch') ||
    (agent && robotIn(agent)) ||
    // With an address the sender tells what it saw of the request: it had no user agent.
    (agent === '' && ipAddress && 'no-agent');
  return reason ? { verdict: 'yes', reason } : undefined;
}

/** Whether a link is a honeypot: the same page, with any query and fragment unless the honeypot has its own. */
function leadsTo(link: string, honeypot: string): boolean {
  if (link === honeypot) return true;
  const [one, other] = [link, honeypot].map((text) => (URL.canParse(text) ? new URL(text) : undefined));
  if (!one || !other) return false;
  const samePage = one.origin === other.origin && one.pathname === other.pathname;
  return samePage && (other.search === '' || other.search === one.search);
}

/** What senders call a machine's doing: HubSpot, ours, SendGrid, Mailgun, Amazon SES. */
export interface Flags {
  filteredEvent?: boolean;
  machine?: 'yes' | 'no';
  /** Only `true` says something: otherwise it wasn't Apple's relay, but may have been another machine. */
  sg_machine_open?: boolean;
  /** `client-info.bot`: the name of a bot, or nothing. */
  bot?: string;
  /** `open.isBotEvent`, `click.isBotEvent`. */
  isBotEvent?: string;
}

/** Rule 1: the sender's own verdict, by whichever name it has for it; absent if it gives none. */
export function senderFlag(flags: Flags): 'yes' | 'no' | undefined {
  const { filteredEvent, machine, sg_machine_open, bot, isBotEvent } = flags;
  if (machine) return machine;
  if (filteredEvent !== undefined) return filteredEvent ? 'yes' : 'no';
  if (sg_machine_open || bot || isBotEvent === 'Likely') return 'yes';
  return isBotEvent === 'Unlikely' ? 'no' : undefined;
}
