import { expect, it } from "vitest";
import { type Endpoint, endpoints } from "../contracts/api.ts";
import { queryOf } from "./query.ts";

const asked = (name: keyof typeof endpoints, text: string) => {
  const { query }: Endpoint = endpoints[name];
  const said = queryOf(query, new URLSearchParams(text));
  return said.ok ? said.value : said.sentence;
};

it.each([
  [
    "promotions",
    "enviroment=production",
    "There is no parameter enviroment here. There are state, service, environment and cursor.",
  ],
  ["audit", "page=2", "There is no parameter page here. There is cursor."],
  ["me", "fields=login", "There is no parameter fields here: this call takes none."],
  ["search", "q=a&q=b", "q is given twice, and counts once."],
] as const)(
  "a filter that would be left out is refused, and those that there are are named: %s?%s",
  (name, text, sentence) => {
    expect(asked(name, text)).toBe(sentence);
  },
);

it("what was not filled in is not asked for", () => {
  expect(asked("history", "service=checkout&at=&environment=")).toEqual({ service: "checkout" });
});
