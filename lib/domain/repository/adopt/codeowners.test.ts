import { describe, expect, it } from "vitest";
import { ownersOf, readCodeowners, teamOf } from "./codeowners.ts";

const owners = readCodeowners(`# who
*                    @acme/platform
/apps/**/checkout.yaml @acme/cart  # the shop
/apps/**/storefront/   @mira @acme/browse
docs/*               writer@example.com
secret.yaml
*.js                 @acme/web
apps/legacy          @acme/old
`);

describe("the owners of a file", () => {
  it.each([
    ["README.md", ["@acme/platform"]],
    ["apps/production/checkout.yaml", ["@acme/cart"]],
    ["apps/checkout.yaml", ["@acme/cart"]],
    ["apps/a/b/storefront/x/kustomization.yaml", ["@mira", "@acme/browse"]],
    ["docs/a.md", ["writer@example.com"]],
    ["docs/deep/a.md", ["@acme/platform"]],
    ["apps/secret.yaml", []],
    ["web/x/index.js", ["@acme/web"]],
    ["apps/legacy/x/y.yaml", ["@acme/old"]],
    ["other/apps/legacy/x.yaml", ["@acme/platform"]],
  ])("%s belongs to %j", (file, expected) => expect(ownersOf(owners, file)).toEqual(expected));

  it("are a team before a person", () => {
    expect(teamOf(["@mira", "@acme/browse"])).toBe("browse");
    expect(teamOf(["@mira"])).toBe("mira");
    expect(teamOf([])).toBeUndefined();
  });
});
