import { styleText } from 'node:util';
import type { Campaign, Chain, ChainEvent, Receipt, Statistics } from './answers.ts';

/** Puts colours on, or not. */
export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'cyan', text: string) => string;

/** @param coloured whether whoever reads it sees colours rather than control characters */
export const painter =
  (coloured: boolean): Paint =>
  (style, text) =>
    coloured ? styleText(style, text, { validateStream: false }) : text;

const LABEL = 30;
const COUNT = 10;

/** What became of each request, a line for each. */
export function renderReceipts(receipts: readonly (readonly [string, Receipt])[], paint: Paint): string {
  const columns = ['received', 'stored', 'duplicate', 'skipped'] as const;
  const head = 'Receipts'.padEnd(LABEL) + columns.map((name) => name.padStart(COUNT)).join('');
  const rows = receipts.map(
    ([title, receipt]) =>
      `  ${title}`.padEnd(LABEL) + columns.map((name) => count(receipt[name]).padStart(COUNT)).join(''),
  );
  return [paint('bold', head), ...rows].join('\n');
}

type Row = [
  label: string,
  figure: keyof Omit<Statistics, 'campaignId' | 'rates'>,
  rate?: keyof Statistics['rates'],
];

const rows: readonly Row[] = [
  ['sent', 'sent'],
  ['delivered', 'delivered', 'delivery'],
  ['opens', 'opens'],
  ['  of so many people', 'uniqueOpens', 'open'],
  ['clicks', 'clicks'],
  ['  of so many people', 'uniqueClicks', 'click'],
  ['bounces', 'bounces', 'bounce'],
  ['  hard', 'hardBounces'],
  ['  soft', 'softBounces'],
  ['unsubscribes', 'unsubscribes', 'unsubscribe'],
  ['spam reports', 'spamReports', 'complaint'],
  ['dropped', 'drops'],
];

/** The campaigns' figures side by side, rates in per cent. */
export function renderStatistics(
  campaigns: readonly Campaign[],
  statistics: readonly Statistics[],
  paint: Paint,
): string {
  const heads = campaigns.map(({ id, name }) => `${id} ${name}`.padStart(COUNT + RATE));
  const lines = rows.map(([label, figure, rate]) => {
    const cells = statistics.map(
      (figures) =>
        count(figures[figure]).padStart(COUNT) + percent(rate && figures.rates[rate]).padStart(RATE),
    );
    return (`  ${label}`.padEnd(LABEL) + cells.join('')).trimEnd();
  });
  return [paint('bold', 'Campaigns'.padEnd(LABEL) + heads.join('')), ...lines].join('\n');
}

const RATE = 10;

/** A rate is a fraction of 1; `null` where there is nothing to divide by. */
const percent = (rate: number | null | undefined): string =>
  rate === undefined ? '' : rate === null ? '–' : `${(rate * 100).toFixed(1)} %`;

const count = (value: number): string => value.toLocaleString('en-US');

/**
 * What happened to one person's messages and why, in order of time (UTC).
 * @param campaigns those that are told; of the others' messages nothing is
 */
export function renderStory(chains: readonly Chain[], campaigns: readonly Campaign[], paint: Paint): string {
  const names = new Map(campaigns.map(({ id, name }) => [id, name]));
  return chains
    .filter(({ campaignId }) => names.has(campaignId))
    .flatMap(({ campaignId, events }) =>
      atOnce(events).map((together) => ({ campaignId, together, created: together[0]?.created ?? 0 })),
    )
    .sort((a, b) => a.created - b.created)
    .flatMap(({ campaignId, together, created }) => [
      `  ${minute(created)}  ${paint('cyan', together.map(({ type }) => type).join(', '))} in ${named(campaignId, names.get(campaignId))}`,
      ...together.flatMap(renderReason(paint)),
    ])
    .join('\n');
}

const INDENT = ' '.repeat(20);

const named = (id: number, name: string | null | undefined): string =>
  name ? `campaign ${id} "${name}"` : `campaign ${id}`;

const renderReason =
  (paint: Paint) =>
  ({ dropReason, cause }: ChainEvent): string[] =>
    cause
      ? [
          `${INDENT}${paint('red', dropReason ?? 'for no stated reason')}, because of the`,
          `${INDENT}${paint('cyan', cause.type)} of ${minute(cause.created)} in ${named(cause.campaign?.id ?? 0, cause.campaign?.name)}`,
        ]
      : [];

/** Events of one time are one line: a word such as `delivered` stands for several. */
function atOnce(events: readonly ChainEvent[]): ChainEvent[][] {
  const groups = Map.groupBy(events, ({ created }) => created);
  return [...groups.values()];
}

/** `2026-11-08 09:00`, UTC. */
const minute = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

const COLUMNS = 80;

/** Commands that give what was told here, in lines that fit. */
export function renderCurls(
  { url, shellKey }: { url: string; shellKey: string },
  paths: readonly string[],
): string {
  const curl = `  curl -u ${shellKey} `;
  return paths
    .map((path) => `'${url}${path}'`)
    .map((target) => curl + (curl.length + target.length > COLUMNS ? `\\\n    ${target}` : target))
    .join('\n');
}
