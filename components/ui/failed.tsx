"use client";

import { Button, ButtonLink } from "./button.tsx";
import { isGone } from "./gone.ts";
import { Empty } from "./problem.tsx";

/** Instead of what could not be drawn. */
export function Failed({ error, onRetry }: { error: Error & { digest?: string }; onRetry: () => void }) {
  if (isGone(error)) {
    return (
      <Empty
        title="A part of this page could not be fetched"
        action={
          <Button look="primary" onClick={() => window.location.reload()}>
            Load the page again
          </Button>
        }
      >
        Sluice was updated since the page was loaded, or is not answering. Nothing was changed by it.
      </Empty>
    );
  }
  return (
    <Empty
      title="This page has failed"
      action={
        <>
          <Button look="primary" onClick={onRetry}>
            Try again
          </Button>
          <ButtonLink href="/board">Go to the board</ButtonLink>
        </>
      }
    >
      It is our mistake, and nothing was changed by it.
      {error.digest ? ` Its code in the log is ${error.digest}.` : ""}
    </Empty>
  );
}
