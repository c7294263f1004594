import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

const head = z.object({ head_sha: z.string() }).optional().catch(undefined);

/** Of a webhook only what names a thing to look at again. Nobody's identity is taken from it: the delivery id is not signed. */
const payload = z.object({
  repository: z.object({ full_name: z.string() }).optional(),
  ref: z.string().optional(),
  pull_request: z.object({ number: z.number() }).optional(),
  /** Of a status; of checks it stands further down. */
  sha: z.string().optional(),
  check_run: head,
  check_suite: head,
  workflow_run: head,
});

export type Poke = { repository: string; event: string; pullRequest?: number; head?: string };

/** HMAC-SHA-256 over the raw body, compared in constant time. https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries */
export function signedBy(secret: string, body: string, signature: string | null): boolean {
  const expected = Buffer.from(`sha256=${createHmac("sha256", secret).update(body, "utf8").digest("hex")}`);
  const given = Buffer.from(signature ?? "");
  return secret.length > 0 && given.length === expected.length && timingSafeEqual(given, expected);
}

/** Undefined: it says nothing that we look at. */
export function readWebhook(event: string, body: string): Poke | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  const read = payload.safeParse(json);
  if (!read.success || !read.data.repository) return undefined;
  const { repository, pull_request, sha, check_run, check_suite, workflow_run } = read.data;
  const head = sha ?? (check_run ?? check_suite ?? workflow_run)?.head_sha;
  return {
    repository: repository.full_name,
    event,
    ...(pull_request ? { pullRequest: pull_request.number } : {}),
    ...(head ? { head } : {}),
  };
}
