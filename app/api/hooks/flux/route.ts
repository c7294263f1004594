import { answering, problem, textBody } from "../../../../lib/web/route.ts";

/** As Flux's own server caps it. */
const mostBytes = 3 * 1024 * 1024;

/** Flux's generic-hmac provider. What is watched needs no wake-up, so a signed event is accepted and says nothing new. */
export async function POST(request: Request) {
  return answering(request, async (web) => {
    const secret = web.env.SLUICE_FLUX_SECRET;
    const body = await textBody(request, mostBytes);
    if (body === undefined) return problem(413, "too-large", "The event is larger than 3 MiB.");
    if (!secret || !web.webhooks.signedBy(secret, body, request.headers.get("x-signature")))
      return problem(401, "not-signed", "The signature is missing or wrong.");
    return Response.json({ taken: "ignored" }, { status: 202 });
  });
}
