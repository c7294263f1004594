import { expect, it } from "vitest";
import { didWords, subjectOf } from "./audit-words.ts";

it("says what was done in words, and stays readable where it has none", () => {
  expect(didWords("promotion.requested")).toBe("asked for promotion");
  expect(didWords("promotion.failed")).toBe("ended as failed promotion");
  expect(didWords("connection.checked")).toBe("checked the connection");
  expect(didWords("promotion.something-new")).toBe("promotion something new:");
});

it("leads from a record to the promotion it speaks of, and from nothing else", () => {
  expect(subjectOf("promotion.approved", "01ABCDEFGH")).toEqual({ words: "…CDEFGH", href: "/promotions/01ABCDEFGH" });
  expect(subjectOf("repository.adopted", "acme/fleet")).toEqual({ words: "acme/fleet" });
});
