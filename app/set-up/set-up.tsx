"use client";

import { useState } from "react";
import { Button } from "../../components/ui/button.tsx";

export function SetUp({ token }: { token: string }) {
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function begin() {
    setBusy(true);
    setProblem(undefined);
    const response = await fetch("/api/set-up", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
    }).catch(() => undefined);
    const said = (await response?.json().catch(() => undefined)) as
      | { next?: string; error?: { sentence: string } }
      | undefined;
    if (response?.ok && said?.next) return window.location.assign(said.next);
    setProblem(said?.error?.sentence ?? "Sluice is not answering. Nothing was changed; try again in a moment.");
    setBusy(false);
  }

  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <section className="flex max-w-[420px] flex-col gap-4 rounded-lg border bg-panel p-8">
        <h1 className="text-xl font-semibold tracking-tight">Set up Sluice</h1>
        <p className="text-ink-2">
          You become the admin of this installation. Next you connect your GitHub and your clusters, and adopt the
          repository that Flux follows. Then give yourself a role under your own login.
        </p>
        <Button look="primary" busy={busy} onClick={begin} disabled={token === ""}>
          Become the admin
        </Button>
        <p role="alert" className="text-bad empty:hidden">
          {token === "" ? "The link is not complete. Open it exactly as it was printed." : problem}
        </p>
      </section>
    </main>
  );
}
