import * as z from 'zod/mini';
import { canonicalAddress } from '../../domain/address.ts';
import { NO_CAMPAIGN } from '../../domain/event.ts';
import type { Json, Properties } from '../../domain/event-properties.ts';
import type { ApiRequest, Operation } from '../../http/api.ts';
import { parseAs } from '../../http/issues.ts';
import { acceptEvents, type IngestContext } from '../../ingest/accept-events.ts';
import type { EventDraft } from '../../ingest/event-draft.ts';
import { once } from '../../once.ts';
import { recipientField } from './event-fields.ts';
import { wordOf } from './event-word.ts';
import { assertSomebody } from './recipient.ts';

const SUBSCRIPTIONS_MAX = 50;
const EXPLANATION_CHARACTERS_MAX = 500;

const legalBasis = once(() =>
  z.enum([
    'LEGITIMATE_INTEREST_PQL',
    'LEGITIMATE_INTEREST_CLIENT',
    'PERFORMANCE_OF_CONTRACT',
    'CONSENT_WITH_NOTICE',
    'NON_GDPR',
  ]),
);
const explanation = () => z.string().check(z.maxLength(EXPLANATION_CHARACTERS_MAX));

const statusSchema = () =>
  z.object({
    id: z.int().check(z.nonnegative()),
    subscribed: z.boolean(),
    optState: z.nullish(z.enum(['OPT_IN', 'OPT_OUT', 'NOT_OPTED'])),
    legalBasis: z.nullish(legalBasis()),
    legalBasisExplanation: z.nullish(explanation()),
  });
type Status = z.output<ReturnType<typeof statusSchema>>;

/** What is to change. Made when it is first asked for: most that this function takes in are events. */
export const bodySchema = once(() =>
  z
    .object({
      unsubscribeFromAll: z.nullish(z.boolean()),
      subscriptionStatuses: z.nullish(z.array(statusSchema()).check(z.maxLength(SUBSCRIPTIONS_MAX))),
      portalSubscriptionLegalBasis: z.nullish(legalBasis()),
      portalSubscriptionLegalBasisExplanation: z.nullish(explanation()),
    })
    .check(
      z.refine(
        ({ unsubscribeFromAll, subscriptionStatuses }) => unsubscribeFromAll || subscriptionStatuses?.length,
        {
          path: ['subscriptionStatuses'],
          message: 'missing, and so is unsubscribeFromAll: one of them has to say what changes',
        },
      ),
    ),
);

/**
 * `PUT /email/public/v1/subscriptions/{email}`: the account changes what a person gets, on their behalf. That is a
 * STATUSCHANGE of no message. Answers as HubSpot documents it, once the change can't be lost:
 * https://developers.hubspot.com/docs/api-reference/legacy/marketing-subscriptions-v1/put-email-public-v1-subscriptions-email_address
 *
 * Other than HubSpot's it can be undone: whoever subscribes again gets mail again.
 *
 * @throws ApiError `invalid` naming the field; `not-found` if nobody has the address, where HubSpot would remember
 *   it without a person
 */
export const putSubscription =
  (context: IngestContext): Operation =>
  async (request) => {
    const draft = parseChange(request);
    await assertSomebody(draft, request, context);
    await acceptEvents([draft], { wait: true }, request, context);
    return { status: 200, body: { status: 'ok' } };
  };

function parseChange({ path, body }: ApiRequest): EventDraft {
  const { email } = parseAs(z.object({ email: recipientField }), { email: path.email });
  const {
    unsubscribeFromAll,
    subscriptionStatuses,
    portalSubscriptionLegalBasis: basis,
    portalSubscriptionLegalBasisExplanation: explained,
  } = parseAs(bodySchema(), body);
  const properties: Properties = {
    // HubSpot's for what a customer changes in its interface; there is none for its API.
    source: 'SOURCE_HUBSPOT_CUSTOMER',
    ...(unsubscribeFromAll && { portalSubscriptionStatus: 'UNSUBSCRIBED' }),
    ...(subscriptionStatuses?.length && { subscriptions: subscriptionStatuses.map(toSubscription) }),
    ...(basis && { portalSubscriptionLegalBasis: basis }),
    ...(explained && { portalSubscriptionLegalBasisExplanation: explained }),
  };
  return {
    word: wordOf('STATUSCHANGE', properties),
    campaign: NO_CAMPAIGN,
    recipient: canonicalAddress(email),
    spelling: email,
    properties,
  };
}

/** As events have it (facts/hubspot-and-outreach.md, A5). */
function toSubscription({ id, subscribed, optState, legalBasis, legalBasisExplanation }: Status): Json {
  const change = {
    ...(legalBasis && { legalBasisType: legalBasis }),
    ...(legalBasisExplanation && { legalBasisExplanation }),
    ...(optState && { optState }),
  };
  return {
    id,
    status: subscribed ? 'SUBSCRIBED' : 'UNSUBSCRIBED',
    ...(Object.keys(change).length > 0 && { legalBasisChange: change }),
  };
}
