import { createHmac } from "node:crypto";
import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readWebhook, signedBy } from "./webhook.ts";

type Example = { name: string; examples: Record<string, unknown>[] };

const examples = createRequire(import.meta.url)("@octokit/webhooks-examples") as Example[] | { default: Example[] };
const events = Array.isArray(examples) ? examples : examples.default;

describe("a webhook of GitHub", () => {
  it.each(events.map(({ name, examples: all }) => [name, all] as const))(
    "%s is read, as GitHub really sends it",
    (name, all) => {
      expect(all.length).toBeGreaterThan(0);
      for (const payload of all) {
        const poke = readWebhook(name, JSON.stringify(payload));
        const repository = (payload.repository as { full_name?: string } | undefined)?.full_name;
        if (repository === undefined) expect(poke).toBeUndefined();
        else expect(poke).toMatchObject({ repository, event: name });
        const pull = payload.pull_request as { number?: number } | undefined;
        if (pull?.number !== undefined) expect(poke).toMatchObject({ pullRequest: pull.number });
        const run = (payload.check_run ?? payload.check_suite) as { head_sha?: string } | undefined;
        if (run?.head_sha !== undefined) expect(poke).toMatchObject({ head: run.head_sha });
      }
    },
  );

  it("that is nothing we know says nothing, and fails nothing", () => {
    for (const body of [
      "",
      "{",
      "[]",
      "null",
      '"x"',
      '{"repository":7}',
      '{"repository":{"full_name":null}}',
      '{"__proto__":{"repository":1}}',
    ])
      expect(readWebhook("push", body)).toBeUndefined();
    fc.assert(fc.property(fc.string(), fc.json(), (event, body) => void readWebhook(event, body)));
  });
});

describe("the signature of a webhook", () => {
  // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
  const secret = "It's a Secret to Everybody";
  const body = "Hello, World!";
  const signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

  it("is as in GitHub's own example", () => {
    expect(signedBy(secret, body, signature)).toBe(true);
  });

  it.each([
    ["none", null],
    ["an empty one", ""],
    ["another method", signature.replace("sha256", "sha1")],
    ["upper case", signature.toUpperCase()],
    ["one that is cut", signature.slice(0, -1)],
    ["one digit more", `${signature}0`],
    ["the digest alone", signature.slice("sha256=".length)],
    ["one of another body", `sha256=${createHmac("sha256", secret).update('{"a": 1}').digest("hex")}`],
    ["something that is no ASCII", `sha256=${"é".repeat(64)}`],
  ])("does not hold with %s", (_, given) => {
    expect(signedBy(secret, body, given)).toBe(false);
  });

  it("does not hold without a secret, whoever signs with none", () => {
    expect(signedBy("", body, `sha256=${createHmac("sha256", "").update(body).digest("hex")}`)).toBe(false);
  });

  it("is of the bytes that came, and not of what they say", () => {
    const sent = '{"b": 1,\n "a": "ü"}';
    const signed = `sha256=${createHmac("sha256", secret).update(sent).digest("hex")}`;
    expect(signedBy(secret, sent, signed)).toBe(true);
    expect(signedBy(secret, JSON.stringify(JSON.parse(sent)), signed)).toBe(false);
  });
});
