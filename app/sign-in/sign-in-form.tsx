"use client";

import { useState } from "react";
import { Button } from "../../components/ui/button.tsx";
import { ProblemNote } from "../../components/ui/problem.tsx";
import { signIn } from "./session.ts";

/** The codes with which the sign-in comes back, as sentences. */
const SENTENCES: Record<string, string> = {
  AccessDenied: "GitHub knows you, but nobody has let you into this Sluice yet. Ask an admin.",
  OAuthCallback: "GitHub did not confirm the sign-in. Nothing was changed; try again.",
  OAuthSignin: "GitHub could not be asked. Check its address in the connections, then try again.",
  Callback: "GitHub did not confirm the sign-in. Nothing was changed; try again.",
  SessionRequired: "Sign in to see this page.",
};

export function SignInForm({ callbackUrl, error }: { callbackUrl: string; error: string | undefined }) {
  const [problem, setProblem] = useState(
    error ? (SENTENCES[error] ?? "The sign-in did not work. Try again.") : undefined,
  );
  const [busy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await signIn(callbackUrl);
    } catch (failure) {
      setProblem(failure instanceof Error ? failure.message : String(failure));
      setBusy(false);
    }
  };
  return (
    <div className="flex flex-col gap-4">
      {problem ? <ProblemNote sentence={problem} /> : null}
      <Button look="primary" className="min-h-10 w-full text-md" busy={busy} onClick={() => void go()}>
        {busy ? null : <GitHubMark />}
        Sign in with GitHub
      </Button>
      <p className="text-xs text-ink-2">Sluice reads your name and account, and nothing else.</p>
    </div>
  );
}

function GitHubMark() {
  return (
    <svg viewBox="0 0 16 16" className="size-4" fill="currentColor" aria-hidden="true">
      <path d="M8 0a8 8 0 0 0-2.53 15.59c.4.07.55-.17.55-.38l-.01-1.49c-2.01.37-2.53-.49-2.69-.94-.09-.23-.48-.94-.82-1.13-.28-.15-.68-.52-.01-.53.63-.01 1.08.58 1.23.82.72 1.21 1.87.87 2.33.66.07-.52.28-.87.51-1.07-1.78-.2-3.64-.89-3.64-3.95 0-.87.31-1.59.82-2.15-.08-.2-.36-1.02.08-2.12 0 0 .67-.21 2.2.82a7.4 7.4 0 0 1 4 0c1.53-1.04 2.2-.82 2.2-.82.44 1.1.16 1.92.08 2.12.51.56.82 1.27.82 2.15 0 3.07-1.87 3.75-3.65 3.95.29.25.54.73.54 1.48l-.01 2.2c0 .21.15.46.55.38A8 8 0 0 0 8 0" />
    </svg>
  );
}
