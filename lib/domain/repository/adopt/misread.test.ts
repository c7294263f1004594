// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Flux's.
import { describe, expect, it } from "vitest";
import { adopt } from "./adopt.ts";
import { planEdit } from "./plan-edit.ts";
import { guardRails } from "./rails.ts";
import { release, sample } from "./sample.ts";

const valued = (tag: string) =>
  release("9.0.0", `  values:\n    image: {repository: r.example.com/shop/web, tag: ${tag}}\n`);
const one = (tag: string) => sample({ "apps/production/web.yaml": valued(tag) });

/** A tag by a variable: quotes do not last where Flux sets it. */
function substituted(said: string) {
  const repository = one('"${TAG}"');
  const file = [...repository.files].find(([, text]) => text.includes("path: ./apps/production"))?.[0] ?? "";
  const text = repository.files.get(file) ?? "";
  const files = new Map(repository.files);
  files.set(file, text.replace(/( *)path: \.\/apps\/production\n/, `$&$1postBuild: {substitute: {TAG: "${said}"}}\n`));
  return sample(Object.fromEntries(files));
}

const findings = (repository: ReturnType<typeof sample>) =>
  guardRails(repository, adopt(repository)).map(({ rule, message }) => `${rule}: ${message}`);

describe("a version that is read as a number", () => {
  it.each([
    ["1.10", "1.1"],
    ["20250101", "2.0250101e+07"],
    ["0123", "83"],
  ])("is found: %s", (tag, read) => {
    const sentence = `read-as-number: ${tag} is read as a number, so web on production runs ${read}. Write it as a text.`;
    expect(findings(one(tag))).toEqual([sentence]);
    expect(findings(one(`"${tag}"`))).toEqual([]);
    expect(findings(substituted(tag))).toEqual([sentence]);
  });

  it.each(["15", "1.5", "1.10.0", "v1.10"])("is none where it is printed as it was: %s", (tag) => {
    expect(findings(one(tag))).toEqual([]);
    expect(findings(substituted(tag))).toEqual([]);
  });

  it("is not written where no quotes can help", () => {
    const plan = (repository: ReturnType<typeof sample>, version: string) =>
      planEdit(repository, adopt(repository), ["production/HelmRelease/shop/web"], version);
    expect(plan(substituted("1.9.1"), "1.10")).toMatchObject({
      ok: false,
      reason: "read-as-number",
      sentence:
        "After the edit production/HelmRelease/shop/web would declare the number 1.1: there 1.10 is read as one, with or without quotes.",
    });
    expect(plan(substituted("1.10"), "1.20")).toMatchObject({ ok: false, reason: "read-as-number" });
    expect(plan(substituted("1.9.1"), "1.10.0").ok).toBe(true);
    expect(plan(one("1.9.1"), "1.10")).toMatchObject({ ok: true, value: { files: [{ after: valued('"1.10"') }] } });
  });
});
