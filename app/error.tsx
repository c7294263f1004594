"use client";

import { Button, ButtonLink } from "../components/ui/button.tsx";
import { Empty } from "../components/ui/problem.tsx";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="mx-auto max-w-[560px] p-6 pt-[18vh]">
      <Empty
        title="This page has failed"
        action={
          <>
            <Button look="primary" onClick={reset}>
              Try again
            </Button>
            <ButtonLink href="/board">Go to the board</ButtonLink>
          </>
        }
      >
        It is our mistake, and nothing was changed by it.
        {error.digest ? ` Its code in the log is ${error.digest}.` : ""}
      </Empty>
    </main>
  );
}
