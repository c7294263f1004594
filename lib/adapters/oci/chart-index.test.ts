import fc from "fast-check";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import { entriesOf } from "./chart-index.ts";

const versionsOf = (text: string, chart: string) => entriesOf(text, chart).map(({ version }) => version);

/** As `helm repo index` writes it: lists stand as far left as their keys. */
const helm = `apiVersion: v1
entries:
  shop:
  - annotations:
      images: |
        - name: cart
          shop-web:
    created: "2025-01-01T00:00:00Z"
    description: |-
      entries:

      generated: never
    digest: abc
    version: 1.2.0
  - version: 1.1.0
  shop-web:
  - version: 2.0.0
  "007":
  - version: 0.0.7
generated: "2025-01-01T00:00:00Z"
serverInfo:
  contextPath: /v1
`;

it.each([
  ["shop", ["1.2.0", "1.1.0"]],
  ["shop-web", ["2.0.0"]],
  ["007", ["0.0.7"]],
  ["sho", []],
  ["contextPath", []],
  ["constructor", []],
  ["__proto__", []],
])("the versions of %s in an index are read", (chart, versions) => {
  expect(versionsOf(helm, chart)).toEqual(versions);
  expect(versionsOf(helm.replaceAll("\n", "\r\n"), chart)).toEqual(versions);
});

it("an index that is JSON, in one line, or rests on anchors is read as a whole", () => {
  const index = { entries: { shop: [{ version: "1.0.0" }], other: [{ version: "2.0.0" }] } };
  expect(versionsOf(JSON.stringify(index), "shop")).toEqual(["1.0.0"]);
  expect(versionsOf(`entries: ${JSON.stringify(index.entries)}`, "shop")).toEqual(["1.0.0"]);
  expect(versionsOf("entries:\n  a: &a\n  - version: 1.0.0\n  shop: *a\n", "shop")).toEqual(["1.0.0"]);
});

it("an entry that is none is left out, and takes no other along", () => {
  const text =
    "entries:\n  shop:\n  - version: 1.0.0\n  - version: 1.1.0\n    annotations: {a: 1}\n  - nothing\n  other: {}\n";
  expect(versionsOf(text, "shop")).toEqual(["1.0.0"]);
});

it("one chart is read as it is with all the others", () => {
  const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/);
  const text = fc.constantFrom("a", "entries:", "shop:\n  - x", "- version: 9", "# no\n\n  key: 1\n", "ünï: 1");
  const entry = fc.record({ version: fc.stringMatching(/^\d\.\d$/), description: text, keywords: fc.array(text) });
  fc.assert(
    fc.property(
      fc.dictionary(name, fc.array(entry, { maxLength: 3 }), { maxKeys: 5 }),
      fc.boolean(),
      (entries, wide) => {
        const index = stringify({ apiVersion: "v1", entries, generated: "now" }, { indentSeq: wide });
        for (const [chart, all] of Object.entries(entries))
          expect(versionsOf(index, chart)).toEqual(all.map(({ version }) => version));
      },
    ),
  );
});
