import type { Operation } from '../../http/api.ts';
import { readReceipt } from '../../store/receipts.ts';
import type { Table } from '../../store/table.ts';
import type { ReceiptAnswer } from './answers/event.ts';
import { notFound } from './ids.ts';

/** `GET /v1/emEvents/receipts/{id}`: what became of a request's events, so far or for good (`done`). */
export const getReceipt =
  (table: Table): Operation =>
  async ({ caller, path, now }) => {
    const asked = path.id ?? '';
    const receipt = isUuid(asked) && (await readReceipt(table, caller.account, asked, now));
    if (!receipt) throw notFound();
    const { id, done, received, stored, duplicate, skippedEvents } = receipt;
    const skipped = skippedEvents.length;
    const body: ReceiptAnswer = { id, done, received, stored, duplicate, skipped, skippedEvents };
    return { status: 200, body };
  };

/** As ingest gives them out. What can be no receipt gets nowhere near a key, which takes 2,048 bytes. */
const isUuid = (id: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id);
