import { expect, it, vi } from "vitest";
import { authOptions } from "./auth.ts";
import type { Web } from "./deps.ts";

// Next.js makes it harmless on a server, by a condition that nobody else sets.
vi.mock("server-only", () => ({}));

const baseUrl = "https://sluice.example.com";

async function leadsTo(url: string) {
  const web = {
    publicUrl: baseUrl,
    env: { NEXTAUTH_SECRET: "a secret of a test" },
    database: { prisma: {} },
    store: { read: { connections: async () => [] } },
  } as unknown as Web;
  const { callbacks } = await authOptions(web, { isCallback: false });
  return callbacks?.redirect?.({ url, baseUrl });
}

it.each([
  "https://evil.example.com/",
  "//evil.example.com",
  "/\\evil.example.com",
  "\t//evil.example.com",
  "https:\\\\evil.example.com",
  "http://sluice.example.com/",
  `${baseUrl}@evil.example.com/`,
  `${baseUrl}.evil.example.com/`,
  "javascript:alert(1)",
  "data:text/html,x",
  "https://",
])("a sign-in does not lead to what somebody put into a link: %s", async (url) => {
  expect(await leadsTo(url)).toBe(baseUrl);
});

it("a sign-in leads back to where somebody was", async () => {
  expect(await leadsTo("/board?q=checkout")).toBe(`${baseUrl}/board?q=checkout`);
  expect(await leadsTo(`${baseUrl}/promotions/12`)).toBe(`${baseUrl}/promotions/12`);
});
