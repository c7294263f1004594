import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { treeOf } from "../../tree.ts";
import { TemplateFault } from "./lex.ts";
import { runTemplate } from "./run.ts";

const inputs = treeOf({
  app: "shop",
  tag: "1.10",
  n: 3,
  on: true,
  none: null,
  list: ["b", "a", "b"],
  map: { z: 1, a: "x" },
  two: [
    { name: "one", on: true },
    { name: "two", on: false },
  ],
});

function run(template: string): string {
  return runTemplate(template, inputs)
    .map(({ text }) => text)
    .join("");
}

/** Each answer is what Go's text/template and slim-sprig gave for the same. */
describe("templates of flux-operator", () => {
  it.each([
    ["a <<- inputs.app ->> b", "ashopb"],
    ["a\n<<- if inputs.on >>\n  b\n<<- end >>\nc", "a\n  b\nc"],
    ["<</* nothing */>>x<<- /* nothing */ ->> y", "xy"],
    ["<< range $i, $v := inputs.list >><< $i >>=<< $v >> << end >>", "0=b 1=a 2=b "],
    ["<< range $k, $v := inputs.map >><< $k >>:<< $v >>;<< end >>", "a:x;z:1;"],
    ["<< range inputs.two >><< if .on >><< .name >><< else >>-<< end >><< end >>", "one-"],
    ["<< range 3 >><< if eq . 1 >><< continue >><< end >><< . >><< end >>", "02"],
    ["<< with inputs.none >>a<< else with inputs.app >><< . >><< end >>", "shop"],
    ["<< $x := 1 >><< range inputs.list >><< $x = add $x 1 >><< end >><< $x >>", "4"],
    ['<< if and (hasKey inputs "app") (eq inputs.app "a" "shop") >>y<< end >>', "y"],
    ['<< or inputs.on (fail "never") >>', "true"],
    ['<< index inputs.two 1 "name" >><< (index inputs "map").a >>', "twox"],
    ['<< get inputs "missing" | default "x" | quote >>', '"x"'],
    ['<< printf "%s-%d" inputs.app inputs.n | upper >>', "SHOP-3"],
    ['<< inputs.list | uniq | sortAlpha | join "," >>', "a,b"],
    ['<< ternary "a" "b" (gt inputs.n 2) >>', "a"],
    ["<< inputs.map | toYaml | nindent 2 >>", "\n  a: x\n  z: 1\n  "],
    ["<< inputs.none >>|<< inputs.list >>|<< inputs.map >>", "<no value>|[b a b]|map[a:x z:1]"],
    ['<< "https://x.y/(a|b)[0]" | regexQuoteMeta >>', "https://x\\.y/\\(a\\|b\\)\\[0\\]"],
    ['<< regexFind "[0-9]+" "v12.3" >><< regexFind "x+" "v" >>', "12"],
    ['<< regexReplaceAllLiteral "a(.)" "ab-ac" "$1" >>', "$1-$1"],
    ['<< "$$5.00$" | trimAll "$" >><< trimAll "x" "xx" >>', "5.00"],
    ['<< list "" "a" 0 "b" | compact | join "" >>', "ab"],
    ['<< "Zürich & Köln @ 2" | slugify >>', "zurich-and-koln-at-2"],
    ['<< dict "b" 1 "a" inputs.app | toJson >>', '{"a":"shop","b":1}'],
  ])("%s gives what Go gives", (template, result) => expect(run(template)).toBe(result));

  it.each([
    "<< inputs.missing >>",
    "<< inputs.app.x >>",
    '<< eq inputs.n "3" >>',
    "<< upper inputs.n >>",
    "<< first inputs.app >>",
    "<< inputs.app inputs.tag >>",
    "<< ternary 1 2 inputs.app >>",
    "<< index inputs.list 9 >>",
    '<< printf "%5d" inputs.n >>',
    "<< nosuch 1 >>",
    "<< if true >>a",
    "<< end >>",
    "<< (inputs.app >>",
    "<< inputs.app",
    '<< define "x" >><< end >>',
    "<< div 1 0 >>",
  ])("%s is a fault and no guess", (template) => expect(() => run(template)).toThrow(TemplateFault));

  it("never ends otherwise than with a text or a fault", () => {
    const word = fc.constantFrom(
      "<<",
      ">>",
      "<<-",
      "->>",
      "if",
      "range",
      "end",
      "else",
      "inputs",
      ".app",
      "$x",
      ":=",
      "|",
      "(",
      ")",
      '"a"',
      "`",
      "'",
      "3",
      "until",
      "quote",
      " ",
      "\n",
      "/*",
      "*/",
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 14 }), (words) => {
        try {
          run(words.join(" "));
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateFault);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
