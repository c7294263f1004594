"use client";

import { Failed } from "../../components/ui/failed.tsx";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <div className="mx-auto max-w-[560px] p-6 pt-[18vh]">
      <Failed error={error} onRetry={reset} />
    </div>
  );
}
