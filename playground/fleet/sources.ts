import { stringify } from "yaml";
import { type Service, services } from "./services.ts";
import type { Change } from "./story.ts";

/** What a source repository holds on its first day. Enough to read, nothing to build: CI only pretends. */
export function firstFiles(service: Service): Record<string, string> {
  const files: Record<string, string> = {
    "README.md": `# ${service.name}\n\n${service.description}\n\nA tag \`vX.Y.Z\` makes a release. What runs where is said in acme/fleet.\n`,
    ".github/CODEOWNERS": `* @acme/${service.team}\n`,
    "src/main.ts": `import { serve } from "./server.ts";\n\nserve({ name: "${service.name}", port: 8080 });\n`,
    "src/server.ts": `export function serve(options: { name: string; port: number }): void {\n  console.log(\`\${options.name} listens on \${options.port}\`);\n}\n`,
    Dockerfile: `FROM node:24-slim\nCOPY src /app/src\nUSER node\nCMD ["node", "/app/src/main.ts"]\n`,
  };
  if (service.publishes === "chart") files["chart/Chart.yaml"] = chartFile(service.name, service.description);
  return files;
}

/** A change leaves its name in a file of its area: later ones of the same area append to it. */
export function changedFiles(change: Change, before: string | null): Record<string, string> {
  const path = `src/${change.area}.ts`;
  const words = change.title
    .toLowerCase()
    .replace(/[^a-z0-9 ]/g, "")
    .split(" ");
  const name = words.map((w, i) => (i === 0 ? w : w.charAt(0).toUpperCase() + w.slice(1))).join("");
  return { [path]: `${before ? `${before}\n` : ""}/** ${change.title}. */\nexport const ${name} = true;\n` };
}

function chartFile(name: string, description: string): string {
  // CI puts the version of the tag in the place of these.
  return stringify({ apiVersion: "v2", name, description, type: "application", version: "0.0.0", appVersion: "0.0.0" });
}

export const sourceRepositories: readonly Service[] = services.filter((s) => s.publishes !== "bundle");
