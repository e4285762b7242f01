import type { Chain, StoredEvent, Submission } from '../domain/event.ts';
import type { Save } from '../store/chains.ts';
import type { LinkedChain } from './link.ts';

/** A chain that an attempt works on. */
export interface OpenChain {
  /** Its last definite content: as loaded, as saved by me, or as a lost race gave it. */
  chain: Chain;
  submissions: Submission[];
  /** Its events in pages, as far as one of the submissions may be among them … */
  past: readonly StoredEvent[];
  /** … and how many pages there were when they were loaded. */
  pagesLoaded: number;
  /**
   * - `open`: has to be linked (again)
   * - `saving`: linked, and to be saved
   * - `done`: saved, or nothing to save
   * - `failed`: given up; what `chain` holds under my tag is saved and counts (rule 12)
   * - `unknown`: given up without a definite answer; the commit excepts it (rule 13)
   */
  state: 'open' | 'saving' | 'done' | 'failed' | 'unknown';
  linked?: LinkedChain;
  save?: Save;
  racesLost: number;
}
