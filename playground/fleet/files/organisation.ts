/** What a repository has besides manifests: a word of welcome, owners, and checks. */
export const organisationFiles: Record<string, string> = {
  "README.md": `# fleet

What runs where at acme. Flux applies \`main\`.

| folder | what it is |
|---|---|
| \`clusters/\` | one folder a cluster: what Flux starts from |
| \`platform/\` | namespaces and defaults, published as the artifact \`platform\` |
| \`infrastructure/\` | charts of others: ingress, certificates |
| \`apps/\` | what our teams run, a folder an environment |

Development follows \`main\`. Staging takes every 1.x of the platform by itself. Production is pinned.
`,
  ".github/CODEOWNERS": `# Who is asked when a file changes. The last match wins.
*                                @acme/platform

/apps/**/checkout.yaml           @acme/cart
/apps/**/payments.yaml           @acme/cart
/apps/**/catalog.yaml            @acme/browse
/apps/**/search.yaml             @acme/browse
/apps/**/storefront/             @acme/browse
`,
  ".github/workflows/ci.yaml": `name: ci
on:
  pull_request:
  push:
    branches: [main]
    tags: ["platform/v*"]
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: yamllint .
  render:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: for cluster in clusters/*; do flux build kustomization flux-system --path "$cluster" --dry-run; done
`,
};
