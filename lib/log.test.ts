import { expect, it } from "vitest";
import { createLog, withoutSecrets } from "./log.ts";

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  let text = "";
  const to = {
    write(line: string) {
      text += line;
    },
  };
  write(createLog("test", { to }));
  return text;
}

it("secrets never reach the log, wherever they stand", () => {
  const canary = "canary-5f2c";
  const text = logged((log) => {
    log.info({ token: canary, inner: { password: canary, deeper: { kubeconfig: canary } } }, "connected");
    log.error(
      {
        err: new Error(`fetch of https://bot:${canary}@git.example.com failed`, {
          cause: new Error(`Bearer ${canary}`),
        }),
      },
      "failed",
    );
  });
  expect(text).not.toContain(canary);
  expect(text).toContain("[redacted]");
  expect(text).toContain("git.example.com");
});

it.each([
  ["https://user:pass@example.com/x", "https://…@example.com/x"],
  ["authorization: Bearer abcdefghijkl", "authorization: Bearer …"],
  ["ghp_0123456789abcdef is wrong", "ghp_… is wrong"],
  ["nothing to hide", "nothing to hide"],
])("%s becomes %s", (text, told) => {
  expect(withoutSecrets(text)).toBe(told);
});
