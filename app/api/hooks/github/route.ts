import { takePoke } from "../../../../lib/usecases/take-poke.ts";
import { secretsOfHosts } from "../../../../lib/web/hooks.ts";
import { answering, problem, textBody } from "../../../../lib/web/route.ts";

const mostBytes = 25 * 1024 * 1024;

export async function POST(request: Request) {
  return answering(request, async (web) => {
    const body = await textBody(request, mostBytes);
    if (body === undefined) return problem(413, "too-large", "The payload is larger than 25 MB.");
    const secrets = await secretsOfHosts(web);
    const signature = request.headers.get("x-hub-signature-256");
    if (!secrets.some((secret) => web.webhooks.signedBy(secret, body, signature)))
      return problem(401, "not-signed", "The signature is missing or wrong.");
    const poke = web.webhooks.read(request.headers.get("x-github-event") ?? "", body);
    const delivery = request.headers.get("x-github-delivery")?.slice(0, 100);
    const taken = poke && delivery ? await takePoke(web, { ...poke, delivery: `github ${delivery}` }) : "ignored";
    return Response.json({ taken }, { status: 202 });
  });
}
