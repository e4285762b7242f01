import * as z from 'zod';
import { orEmpty, parameter, whole } from '../../../openapi/parameters.ts';
import { LIMIT_DEFAULT, LIMIT_MAX } from '../cursor.ts';

export const idQuery = (description: string) => parameter(description, orEmpty(whole(0)));
export const timeQuery = (description: string) =>
  parameter(`${description} In ms since 1970.`, orEmpty(whole(0)), 1_767_322_800_000);
export const flagQuery = (description: string) =>
  parameter(
    `${description} In any case of letters.`,
    z.string().regex(/^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])?$/),
    'true',
  );
export const textQuery = (description: string, example?: string) =>
  parameter(description, z.string(), example);

/** Of every list. */
export const paging = {
  limit: parameter(
    `Rows of a page, ${LIMIT_DEFAULT} unless you say otherwise.`,
    orEmpty(whole(1, LIMIT_MAX)),
    100,
  ),
  offset: textQuery('The `offset` of the page before, with the same parameters.'),
};
