import type { Draft } from './draft.ts';
import type { Input, loadOperation, Output } from './dynalite.ts';
import { isRefusal, nameOf, validationException } from './errors.ts';
import type { Store } from './store.ts';

type ItemOperation = ReturnType<typeof loadOperation>;

/** PutItem, UpdateItem or DeleteItem, with the `ReturnValuesOnConditionCheckFailure` that dynalite lacks. */
export function writeItem(store: Store, { parse, action }: ItemOperation, input: Input): Promise<Output> {
  const giveItem = givesItemOnFailure(input);
  const parsed = parse(input);
  return store.write((draft) => runAction(draft, action, parsed, giveItem));
}

/** Whether the input asks for the item that failed its condition. */
export function givesItemOnFailure({ ReturnValuesOnConditionCheckFailure: choice = 'NONE' }: Input): boolean {
  if (choice !== 'ALL_OLD' && choice !== 'NONE') {
    throw validationException(
      "1 validation error detected: Value at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: " +
        'Member must satisfy enum value set: [ALL_OLD, NONE]',
    );
  }
  return choice === 'ALL_OLD';
}

/**
 * Runs an action on one item.
 * @throws what the action answers as its error; with `Item` in its body if the item's condition failed,
 *   `giveItem` is set and the item exists
 */
export function runAction(
  draft: Draft,
  action: ItemOperation['action'],
  input: Input,
  giveItem: boolean,
): Output {
  try {
    return draft.run(action, input);
  } catch (error) {
    if (giveItem && draft.found && isRefusal(error) && nameOf(error) === 'ConditionalCheckFailedException') {
      error.body.Item = draft.found;
    }
    throw error;
  }
}
