/** A line of a table: a name, and figures under each other. @param widths in characters */
export const row =
  (widths: { name: number; figure: number }) =>
  (name: string, ...figures: string[]): string =>
    `  ${name.padEnd(widths.name)}${figures.map((value) => value.padStart(widths.figure)).join('')}`;
