import {
  CHAIN_PREFIX,
  LAST_ERASURE_SORT,
  PERSON_SORT,
  SEGMENT_PREFIX,
  SUPPRESSION_PREFIX,
} from '../../lib/store/keys.ts';
import type { Part } from './ledger.ts';
import type { Stage } from './meter.ts';

/** What a call is made for, by who makes it and the sort keys it names: each kind of item has one of its own. */
export function partOf(stage: Stage, operation: string, sort: string): Part {
  switch (stage) {
    case 'view':
      return 'views';
    case 'ingest':
      return ofIngest(sort);
    case 'process':
      return ofProcessing(operation, sort);
  }
}

function ofIngest(sort: string): Part {
  if (sort === 'KEY' || sort.startsWith('RATE#') || sort.startsWith('SEQ#')) {
    return 'ingest: key, rate, numbers';
  }
  if (sort === 'ADDRESS' || sort === PERSON_SORT) return 'ingest: recipients';
  if (sort === 'RECEIPT' || sort === 'IDEMPOTENCY') return 'ingest: receipt, idempotency';
  return 'ingest: campaigns, settings';
}

function ofProcessing(operation: string, sort: string): Part {
  if (sort === 'ADDRESS' || sort === PERSON_SORT || sort === LAST_ERASURE_SORT) return 'resolve';
  if (sort === 'RECEIPT') return 'receipts';
  if (sort === 'COMMIT' || sort === 'TALLY' || sort.startsWith(SEGMENT_PREFIX)) return 'commit';
  if (sort.startsWith(SUPPRESSION_PREFIX)) return 'suppressions';
  if (!sort.startsWith(CHAIN_PREFIX)) throw new Error(`${operation} of an item that nobody knows: ${sort}`);
  if (operation === 'BatchGetItem') return 'load';
  return operation === 'BatchExecuteStatement' ? 'save' : 'pages of long chains';
}
