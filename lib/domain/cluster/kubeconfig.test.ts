import { describe, expect, it } from "vitest";
import { connectionsOf, inClusterConnection, parseKubeconfig } from "./kubeconfig.ts";

const ca = btoa("-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n");
const key = btoa("-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----\n");

function config(parts: { cluster?: string; user?: string; contexts?: string; current?: string } = {}): string {
  return `apiVersion: v1
kind: Config
current-context: ${parts.current ?? "prod"}
clusters:
  - name: c
    cluster: ${parts.cluster ?? `{ server: "https://kube.example.com:6443", certificate-authority-data: ${ca} }`}
users:
  - name: u
    user: ${parts.user ?? "{ token: abc.def }"}
contexts: ${parts.contexts ?? "[{ name: prod, context: { cluster: c, user: u } }]"}
`;
}

function read(text: string, context?: string) {
  return parseKubeconfig(context ? { id: "k", text, context } : { id: "k", text });
}

describe("a kubeconfig", () => {
  it("with a token and an authority is taken as it is", () => {
    expect(read(config())).toEqual({
      ok: true,
      value: {
        id: "k",
        name: "prod",
        server: "https://kube.example.com:6443",
        ca: atob(ca),
        credential: { by: "token", token: "abc.def" },
      },
    });
  });

  it("with a client certificate is taken too", () => {
    const result = read(config({ user: `{ client-certificate-data: ${ca}, client-key-data: ${key} }` }));
    expect(result.ok && result.value.credential.by).toBe("certificate");
  });

  it("is chosen from by context where there are several", () => {
    const several = config({
      contexts: "[{ name: a, context: { cluster: c, user: u } }, { name: b, context: { cluster: c, user: u } }]",
    });
    expect(read(several)).toMatchObject({
      ok: false,
      reason: "several-contexts",
      sentence: expect.stringContaining("(a, b)"),
    });
    expect(read(several, "b")).toMatchObject({ ok: true, value: { name: "b" } });
    expect(read(several, "z")).toMatchObject({ ok: false, reason: "no-such-context" });
    expect(connectionsOf(several)).toMatchObject({
      value: [
        { name: "a", connection: { ok: true } },
        { name: "b", connection: { value: { id: "b" } } },
      ],
    });
  });

  it("of the operator's own may have hundreds of contexts, of which each is taken or refused by itself", () => {
    const names = Array.from({ length: 300 }, (_, i) => `arn:aws:eks:eu-west-1:1234:cluster/production-${i}`);
    const padded = "A".repeat(2_000);
    const context = (name: string, user: string) =>
      `{ name: "${name}", context: { cluster: c, user: ${user} }, note: ${padded} }`;
    const contexts = [
      ...names.map((name) => context(name, "u")),
      context(names[0] ?? "", "u"),
      context("broken", "nobody"),
    ];
    const text = config({ contexts: `[${contexts.join(", ")}]` });
    const found = connectionsOf(text);
    if (!found.ok) throw new Error(found.sentence);
    expect(found.value.map(({ name }) => name)).toEqual([...names, "broken"]);
    expect(found.value.filter(({ connection }) => !connection.ok).map(({ name }) => name)).toEqual(["broken"]);
    expect(read(text, names[7])).toMatchObject({ ok: false, sentence: expect.stringContaining("longer than 256 kB") });
    expect(connectionsOf("clusters: 7")).toMatchObject({ ok: false });
  });
});

describe("a kubeconfig is refused by name", () => {
  const server = `server: "https://kube.example.com:6443"`;
  const cases: [string, string, Parameters<typeof config>[0]][] = [
    ["exec", "refused-exec", { user: "{ exec: { command: aws, args: [eks, get-token] } }" }],
    ["exec beside a token", "refused-exec", { user: "{ token: abc, exec: { command: sh } }" }],
    ["auth-provider", "refused-auth-provider", { user: "{ auth-provider: { name: gcp } }" }],
    ["tokenFile", "refused-tokenfile", { user: "{ tokenFile: /etc/passwd }" }],
    [
      "a certificate by path",
      "refused-client-certificate",
      { user: "{ client-certificate: /etc/x, client-key: /etc/y }" },
    ],
    [
      "an authority by path",
      "refused-certificate-authority",
      { cluster: `{ ${server}, certificate-authority: /etc/ca }` },
    ],
    [
      "insecure-skip-tls-verify",
      "refused-insecure-skip-tls-verify",
      { cluster: `{ ${server}, insecure-skip-tls-verify: true }` },
    ],
    ["proxy-url", "refused-proxy-url", { cluster: `{ ${server}, proxy-url: "http://proxy.example.com" }` }],
    ["tls-server-name", "refused-tls-server-name", { cluster: `{ ${server}, tls-server-name: other }` }],
    ["impersonation", "refused-as", { user: "{ token: abc, as: admin }" }],
    ["a password", "refused-username", { user: "{ username: admin, password: admin }" }],
    ["plain http", "server-without-tls", { cluster: `{ server: "http://kube.example.com" }` }],
    ["a password in the address", "server-with-password", { cluster: `{ server: "https://u:p@kube.example.com" }` }],
    ["no server", "no-server", { cluster: "{}" }],
    ["no credential", "no-credential", { user: "{}" }],
    ["a token of two lines", "bad-token", { user: `{ token: "abc\\r\\nX-Other: y" }` }],
    [
      "an authority that is no PEM",
      "bad-certificate-authority-data",
      { cluster: `{ ${server}, certificate-authority-data: aGVsbG8= }` },
    ],
    ["a context without its cluster", "no-cluster", { contexts: "[{ name: prod, context: { cluster: x, user: u } }]" }],
    ["a context without its user", "no-user", { contexts: "[{ name: prod, context: { cluster: c, user: x } }]" }],
  ];
  for (const [what, reason, parts] of cases) {
    it(what, () =>
      expect(read(config(parts))).toMatchObject({ ok: false, reason, sentence: expect.stringMatching(/\.$/) }),
    );
  }

  it("what is no kubeconfig at all", () => {
    for (const text of [
      "",
      "hello",
      "a: [",
      "{}",
      "x".repeat(300_000),
      "a: &a [1]\nb: *a\nclusters: *a\ncontexts: *a",
    ]) {
      expect(read(text)).toMatchObject({ ok: false, reason: "not-a-kubeconfig" });
    }
  });
});

it("the account of our own pod is refused where we run in none", () => {
  expect(inClusterConnection({ id: "k", name: "here" })).toMatchObject({ ok: false, reason: "not-in-a-cluster" });
  expect(inClusterConnection({ id: "k", name: "here", host: "10.0.0.1", port: "443", ca: "pem" })).toMatchObject({
    ok: true,
    value: { server: "https://10.0.0.1:443", credential: { by: "service-account" } },
  });
});
