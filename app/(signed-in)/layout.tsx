import { type ReactNode, Suspense } from "react";
import { Shell } from "./shell.tsx";

export default function SignedInLayout({ children }: { children: ReactNode }) {
  return (
    <Shell>
      <Suspense>{children}</Suspense>
    </Shell>
  );
}
