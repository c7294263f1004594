import { expect, it } from "vitest";
import { tagFilter } from "./tag-filter.ts";

const tags = ["1.0.0", "1.1.0-rc.1", "1.1.0", "v2-prod"];

it.each([
  ["^\\d+\\.\\d+\\.\\d+$", ["1.0.0", "1.1.0"]],
  ["-rc", ["1.1.0-rc.1"]],
  ["^v(?P<number>\\d+)-prod$", ["v2-prod"]],
  ["(?i)-PROD$", ["v2-prod"]],
  ["(", tags],
  [undefined, tags],
])("a filter names the tags that fit it by Go's rules, and one that is none names all: %s", (filter, named) => {
  expect(tags.filter(tagFilter(filter))).toEqual(named);
});

it.each(["^1\\.0\\.0-(a|a)*z$", "^1\\.0\\.0-((a+))+z$", "^1\\.0\\.0-(a{1,9}){1,90}z$", "^1\\.0\\.0-(.*)*z$"])(
  "a filter that would take JavaScript for ever holds up nobody: %s",
  (filter) => {
    const fits = tagFilter(filter);
    for (let i = 0; i < 1_000; i++) expect(fits(`1.0.0-${"a".repeat(100)}`)).toBe(false);
  },
);
