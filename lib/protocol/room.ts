import { hourOf, type Message, type StoredEvent, type Submission } from '../domain/event.ts';
import { groupName } from '../domain/journal.ts';
import { TRANSACTION_ACTIONS_MAX } from '../limits.ts';
import { commitActions } from '../store/commits.ts';

/**
 * Rule 17: the room in an attempt's commit. A batch's own events always have some (ingest cut them so), but
 * events that are taken over bring their own hours. What has no room is left alone, its message comes back.
 */
export class Room {
  private readonly groups = new Set<string>();
  private readonly campaigns = new Set<number>();

  constructor(submissions: readonly Submission[]) {
    for (const { campaign, created } of submissions) this.take(campaign, created);
  }

  /** Whether an event can be taken over; if so it has its place from now on. */
  admits({ campaign }: Message, { created }: StoredEvent): boolean {
    const groups = this.groups.has(groupName(campaign, hourOf(created))) ? 0 : 1;
    const campaigns = this.campaigns.has(campaign) ? 0 : 1;
    const actions = commitActions(this.groups.size + groups, this.campaigns.size + campaigns);
    if (actions > TRANSACTION_ACTIONS_MAX) return false;
    this.take(campaign, created);
    return true;
  }

  private take(campaign: number, created: number): void {
    this.groups.add(groupName(campaign, hourOf(created)));
    this.campaigns.add(campaign);
  }
}
