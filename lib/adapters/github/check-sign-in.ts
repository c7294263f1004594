import { z } from "zod";
import type { ConnectionFinding } from "../../ports/store-lists.ts";
import { impatient } from "./client.ts";

const answered = z.object({ error: z.string() });

/**
 * Asks for a token with a code that is none: GitHub looks at the client before it looks at the code, so its error says
 * whether the client is known. https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
 */
export async function checkSignIn(
  client: { webUrl: string; clientId: string; clientSecret: string },
  out: typeof fetch,
): Promise<ConnectionFinding> {
  try {
    const response = await impatient(out)(`${client.webUrl}/login/oauth/access_token`, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json" },
      body: JSON.stringify({ client_id: client.clientId, client_secret: client.clientSecret, code: "none" }),
    });
    const { error } = answered.parse(await response.json());
    if (error === "bad_verification_code") return { ok: true, sentence: "People can sign in with GitHub." };
  } catch {
    return {
      ok: false,
      sentence: "GitHub could not be asked whether it knows this client.",
      remedy: "Try again in a moment.",
    };
  }
  return {
    ok: false,
    sentence: "GitHub does not know this client, or its secret is wrong, so nobody could sign in.",
    remedy: "Copy both from the page of the OAuth App, the secret when it is made.",
  };
}
