import { expect, it } from "vitest";
import { z } from "zod";
import { issueWords } from "./issue-words.ts";

const schema = z.strictObject({
  name: z.string().min(1).max(3),
  why: z.string().min(3, "Say why in a few words."),
  role: z.enum(["viewer", "admin"]),
  days: z.number().int().min(1).max(90),
  share: z.number().gt(0).lt(1),
  grants: z.array(z.string()).max(1),
  confirm: z.literal(true).optional(),
});
const fine = { name: "ada", why: "because", role: "admin", days: 1, share: 0.5, grants: [] };

it.each([
  [{ days: undefined }, "Missing: it has to be a number"],
  [{ days: "1" }, "It has to be a number"],
  [{ days: Number.NaN }, "It has to be a number"],
  [{ days: 1.5 }, "It has to be a whole number"],
  [{ days: 0 }, "It has to be 1 at least"],
  [{ days: 91 }, "It may be 90 at most"],
  [{ share: 0 }, "It has to be more than 0"],
  [{ share: 1 }, "It has to be less than 1"],
  [{ name: null }, "It has to be a text"],
  [{ name: "" }, "It is empty"],
  [{ name: "adam" }, "It has more than 3 characters"],
  [{ role: "god" }, "It has to be one of viewer, admin"],
  [{ role: undefined }, "Missing: it has to be one of viewer, admin"],
  [{ grants: {} }, "It has to be a list"],
  [{ grants: ["a", "b"] }, "It has more than 1 entries"],
  [{ confirm: 1 }, "It has to be true"],
  [{ confrim: true, nmae: "" }, "There is no confrim, no nmae here"],
])("what does not fit is said in words of people: %j", (part, words) => {
  const parsed = schema.safeParse({ ...fine, ...part }, { error: issueWords });
  expect(parsed.error?.issues.map(({ message }) => message)).toEqual([words]);
});

it("a schema's own sentence stays", () => {
  const parsed = schema.safeParse({ ...fine, why: "" }, { error: issueWords });
  expect(parsed.error?.issues[0]?.message).toBe("Say why in a few words.");
});

it("what is no object at all is said of the whole", () => {
  expect(schema.safeParse(null, { error: issueWords }).error?.issues[0]?.message).toBe("It has to be an object");
});
