/** A rule of the protocol, taken away: one place in the code, said so exactly that it can't be missed. */
export interface Mutation {
  /** The rule's number and name. */
  rule: string;
  /** What is left without it. */
  without: string;
  file: string;
  /** Stands in the file exactly once … */
  find: string;
  /** … and becomes this. */
  replace: string;
}

/** The eight of which the model needs every one: each alone, taken away, loses or doubles an event. */
export const eight: readonly Mutation[] = [
  {
    rule: '6: take-over by fact',
    without: 'what says the same as an event in the chain is a duplicate, whether or not that one is counted',
    file: 'lib/protocol/link.ts',
    find: 'const settlement = attempt.settlementOf(hit);',
    replace: "const settlement = as === 'duplicate' ? 'counted' : attempt.settlementOf(hit);",
  },
  {
    rule: '13: `except`',
    without: 'a commit does not say which chains it knows nothing of',
    file: 'lib/protocol/commit.ts',
    find: 'const except = chains.filter((open) => !isDefinite(open)).map(({ chain }) => messageName(chain));',
    replace: 'const except: string[] = [];',
  },
  {
    rule: '13: after a timeout',
    without: 'a save that is refused after a try without an answer is believed to have failed',
    file: 'lib/protocol/save.ts',
    find: "open.state = 'unknown';",
    replace: "open.state = 'failed';",
  },
  {
    rule: '5: what is under my own tag',
    without: 'what stands under my own tag is a duplicate that needs no commit',
    file: 'lib/protocol/link.ts',
    find: "if (hit.tag === attempt.tag) {\n    result.linked.set(number, { as, countedBy: 'me' });",
    replace: "if (hit.tag === attempt.tag) {\n    result.linked.set(number, { as, countedBy: 'another' });",
  },
  {
    rule: '7: old tags by the journal',
    without: 'what stands under a tag too old for a record is taken as counted',
    file: 'lib/protocol/settlements.ts',
    find: 'const counted = segments[position]?.some(({ number }) => number === event.number) ?? false;',
    replace: 'const counted = segments.length > position;',
  },
  {
    rule: '1: stable resolution',
    without: 'an event goes to whoever has its address at the moment of the attempt',
    file: 'lib/protocol/resolve.ts',
    find: 'ownerAt(owners.get(event.recipient) ?? [], event.received)',
    replace: 'ownerAt(owners.get(event.recipient) ?? [], Number.MAX_SAFE_INTEGER)',
  },
  {
    rule: '2: unique versions',
    without: "a chain's versions are 1, 2, 3 … and begin anew after an erasure",
    file: 'lib/protocol/save.ts',
    find: 'next: { ...chain, events: linked.events, version: version() }',
    replace: 'next: { ...chain, events: linked.events, version: String(Number(chain.version ?? 0) + 1) }',
  },
  {
    rule: '10: abort before a take-over',
    without: 'what stands under an old tag without a record is taken over, and its owner may still commit',
    file: 'lib/protocol/settlements.ts',
    find: 'else this.records.set(tag, await this.abort(tag));',
    replace: "else this.records.set(tag, { state: 'aborted' });",
  },
];

/** Every other rule that has a line of code. */
export const others: readonly Mutation[] = [
  {
    rule: '1: owners are read strongly consistent',
    without: 'an address that a stale read does not show is nobody’s',
    file: 'lib/store/addresses.ts',
    find: '{ consistent: true }',
    replace: '{ consistent: false }',
  },
  {
    rule: '1: an erasure since',
    without: 'whom ingest saw is believed, whoever was erased since',
    file: 'lib/protocol/resolve.ts',
    find: 'received <= last + CLOCK_DIFFERENCE_MS',
    replace: 'received > last * Number.POSITIVE_INFINITY',
  },
  {
    rule: '1: an erasure since, by any clock',
    without: 'what came in by a clock that is ahead is taken for later than the erasure',
    file: 'lib/protocol/resolve.ts',
    find: 'received <= last + CLOCK_DIFFERENCE_MS',
    replace: 'received <= last',
  },
  {
    rule: '1: the last erasure is noted',
    without: 'nobody hears that somebody was erased',
    file: 'lib/protocol/erase-person.ts',
    find: '  await noteErasure(table, account, now());',
    replace: '',
  },
  {
    rule: '2: a tag for every attempt',
    without: 'attempts of one millisecond have one tag',
    file: 'lib/protocol/tag.ts',
    find: 'Math.floor(random * 36 ** RANDOM_DIGITS)',
    replace: 'Math.floor(random * 0)',
  },
  {
    rule: '4: by number first',
    without: 'an event is looked for by what it says alone, so that one without a time is new each time',
    file: 'lib/protocol/link.ts',
    find: 'if (own !== undefined) return own;',
    replace: '',
  },
  {
    rule: '4: then by fact',
    without: 'an event is looked for by its number alone',
    file: 'lib/protocol/link.ts',
    find: 'return fact === undefined ? undefined : this.byFact.get(fact);',
    replace: 'return undefined;',
  },
  {
    rule: '4: also in pages',
    without: 'what a chain has in pages is not looked for',
    file: 'lib/protocol/past.ts',
    find: 'one.past = past && from <= past.until ? await readPages(table, account, one.chain, from) : [];',
    replace: 'one.past = [];',
  },
  {
    rule: '6: take-over by number',
    without: 'whose number is in the chain is counted, whoever stored it',
    file: 'lib/protocol/link.ts',
    find: 'const settlement = attempt.settlementOf(hit);',
    replace: "const settlement = as === 'stored' ? 'counted' : attempt.settlementOf(hit);",
  },
  {
    rule: '6: in place',
    without: 'what is taken over becomes the last event of its chain',
    file: 'lib/protocol/link.ts',
    find: 'result.events[position] = { ...hit, tag: attempt.tag };',
    replace:
      'result.events.splice(position, 1);\n    result.events.push({ ...hit, tag: attempt.tag });\n    known.own = new Positions(result.events);',
  },
  {
    rule: '7: the journal is read strongly consistent',
    without: 'a segment that a stale read does not show is not there',
    file: 'lib/store/segments.ts',
    find: '{ consistent: true }',
    replace: '{ consistent: false }',
  },
  {
    rule: '8: an excepted chain is not counted',
    without: 'whatever is under a committed tag is counted',
    file: 'lib/protocol/settlements.ts',
    find: ' && !record.except.has(messageName(message))',
    replace: '',
  },
  {
    rule: '8: aborted is not counted',
    without: 'a record of any kind means counted',
    file: 'lib/protocol/settlements.ts',
    find: "const counted = record.state === 'committed' && !record.except.has(messageName(message));",
    replace: "const counted = record.state === 'aborted' || !record.except.has(messageName(message));",
  },
  {
    rule: '9: a young tag’s owner is left alone',
    without: 'whoever has no record is aborted at once',
    file: 'lib/protocol/settlements.ts',
    find: 'if (this.isYoung(tag)) young.add(tag);',
    replace: 'if (tag.length === 0) young.add(tag);',
  },
  {
    rule: '9: what is left alone comes back',
    without: 'it counts as somebody else’s',
    file: 'lib/protocol/link.ts',
    find: "result.linked.set(number, { as, countedBy: 'left-alone' });",
    replace: "result.linked.set(number, { as, countedBy: 'another' });",
  },
  {
    rule: '10: refused, the record that is there decides',
    without: 'whoever wanted to abort a tag believes to have done so',
    file: 'lib/store/commits.ts',
    find: '    if (!current) throw error;\n    return parseRecord(current);',
    replace: "    if (!current) throw error;\n    return { state: 'aborted' };",
  },
  {
    rule: '11: the version is a condition',
    without: 'a save overwrites whatever is there',
    file: 'lib/store/chains.ts',
    find: `WHERE "PK"=? AND "SK"=? AND "version"=?\`,
        Parameters: [version, events, PK, SK, text(chain.version)],`,
    replace: `WHERE "PK"=? AND "SK"=?\`,
        Parameters: [version, events, PK, SK],`,
  },
  {
    rule: '12: a lost race takes the current item',
    without: 'a losing UPDATE is linked again with what was loaded at first',
    file: 'lib/protocol/save.ts',
    find: 'if (result.current) open.chain = result.current;',
    replace: '',
  },
  {
    rule: '12: read strongly consistent after a losing INSERT',
    without: 'what a stale read does not show is inserted again',
    file: 'lib/protocol/save.ts',
    find: 'await loadChains(table, account, messages, { consistent: true });',
    replace: 'await loadChains(table, account, messages, { consistent: false });',
  },
  {
    rule: '13: the same is sent again',
    without: 'a save without an answer is given up at once',
    file: 'lib/store/chains.ts',
    find: 'await retry(send, () => open.length > 0);',
    replace: 'await send();',
  },
  {
    rule: '15: the record is put if there is none',
    without: 'a tag can be committed although it is aborted, or committed already',
    file: 'lib/store/commits.ts',
    find: "      ConditionExpression: 'attribute_not_exists(PK)',\n      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,\n",
    replace: '',
  },
  {
    rule: '15: the unknown chains are left out',
    without: 'what was perhaps saved is counted',
    file: 'lib/protocol/commit.ts',
    find: "const isDefinite = ({ state }: OpenChain): boolean => state === 'done' || state === 'failed';",
    replace: 'const isDefinite = (_: OpenChain): boolean => true;',
  },
  {
    rule: '15: suppressions come before the commit',
    without: 'a crash in between leaves them out for good',
    file: 'lib/protocol/commit.ts',
    find: `  try {
    await putSuppressions(settings.table, settings.account, suppressionsUnder(settings.tag, chains));
  } catch {
    return abort(settings);
  }
  return tryCommit(commit, settings);`,
    replace: `  const outcome = await tryCommit(commit, settings);
  await putSuppressions(settings.table, settings.account, suppressionsUnder(settings.tag, chains));
  return outcome;`,
  },
  {
    rule: '16: the fold over all events',
    without: 'an event contributes what it would alone among those of its tag',
    file: 'lib/protocol/commit.ts',
    find: 'contributionOf(chain.events, tag, foundationOf(open))',
    replace: 'contributionOf(mine, tag, foundationOf(open))',
  },
  {
    rule: '16: the fold goes on from the pages',
    without: 'what is in pages is not in the fold',
    file: 'lib/protocol/commit.ts',
    find: 'contributionOf(chain.events, tag, foundationOf(open))',
    replace: 'contributionOf(chain.events, tag)',
  },
  {
    rule: '17: room in the commit',
    without: 'everything is taken over at once',
    file: 'lib/protocol/room.ts',
    find: 'if (actions > TRANSACTION_ACTIONS_MAX) return false;',
    replace: '',
  },
  {
    rule: '18: refused, but committed by an earlier try',
    without: 'whoever is refused believes to be aborted',
    file: 'lib/protocol/commit.ts',
    find: "return record?.state === 'committed' ? 'committed' : 'aborted';",
    replace: "return record?.state === 'committed' ? 'aborted' : 'aborted';",
  },
  {
    rule: '19: out of tries, the tag is put aborted',
    without: 'it is only believed to be',
    file: 'lib/protocol/commit.ts',
    find: '  const { state } = await putAborted(table, account, tag, now());\n  return state;',
    replace: "  return (await Promise.resolve([table, account, tag, now()])) && 'aborted';",
  },
  {
    rule: '20: a chain that is not done fails its messages',
    without: 'its events are what linking made of them',
    file: 'lib/protocol/finish.ts',
    find: "const linked = open?.state === 'done' ? open.linked?.linked.get(number) : undefined;",
    replace: 'const linked = open?.linked?.linked.get(number);',
  },
  {
    rule: '20: mine counts if I committed',
    without: 'mine counts',
    file: 'lib/protocol/finish.ts',
    find: "(linked?.countedBy === 'me' && outcome === 'committed')",
    replace: "linked?.countedBy === 'me'",
  },
  {
    rule: '21: what is counted elsewhere succeeds without my commit',
    without: 'everything fails',
    file: 'lib/protocol/finish.ts',
    find: "const counted = linked?.countedBy === 'another' ||",
    replace: "const counted = (linked?.countedBy === 'another' && outcome !== 'aborted') ||",
  },
  {
    rule: '22: the receipt before the acknowledgement',
    without: 'a message succeeds though its outcome could not be noted',
    file: 'lib/protocol/finish.ts',
    find: 'for (const { id } of outcomes) unreported.add(id);',
    replace: '',
  },
  {
    rule: '23: only what is counted moves to a page',
    without: 'whatever is oldest moves',
    file: 'lib/protocol/past.ts',
    find: "settlements.of(chain, event) !== 'counted')",
    replace: "settlements.of(chain, event) === 'busy')",
  },
  {
    rule: '24: records are asked for as long as they surely live',
    without: 'tags of 40 days are looked up among records that live 30',
    file: 'lib/limits.ts',
    find: 'export const COMMIT_RECORD_TRUSTED_MS = 20 *',
    replace: 'export const COMMIT_RECORD_TRUSTED_MS = 40 *',
  },
];
