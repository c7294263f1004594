import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

/** Something could not be read or done: the sentence, and a way on. */
export function ProblemNote({ sentence, onRetry, stale }: { sentence: string; onRetry?: () => void; stale?: boolean }) {
  return (
    <div role="alert" className="flex items-center gap-3 rounded-lg bg-bad-tint px-3.5 py-2.5 text-bad">
      <TriangleAlert className="size-4 shrink-0" aria-hidden />
      <p className="flex-1 font-medium">
        {sentence}
        {stale ? " What you see is what was last read." : ""}
      </p>
      {onRetry ? <Button onClick={onRetry}>Try again</Button> : null}
    </div>
  );
}

/** Nothing here yet, and what to do next. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-2 rounded-lg border border-dashed border-strong px-6 py-14 text-center">
      <h2 className="text-md font-semibold">{title}</h2>
      {children ? <p className="max-w-[46ch] text-ink-2">{children}</p> : null}
      {action ? <div className="mt-2 flex gap-2">{action}</div> : null}
    </div>
  );
}
