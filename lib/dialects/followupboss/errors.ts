import type { RenderedError } from '../../http/dialect.ts';

/**
 * Follow Up Boss's error body. The live API says `errorMessage`, its how-to `message`; clients read either,
 * so both are given (facts/follow-up-boss.md, 1.3 and 13).
 */
export interface ErrorBody {
  errorMessage: string;
  message: string;
}

export const renderError = ({ message }: RenderedError): { body: ErrorBody } => ({
  body: { errorMessage: message, message },
});
