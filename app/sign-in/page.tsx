import type { Metadata } from "next";
import { Logo } from "../../components/shell/logo.tsx";
import { ownPath } from "./session.ts";
import { SignInForm } from "./sign-in-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ callbackUrl?: string; error?: string }> };

export default async function SignInPage({ searchParams }: Props) {
  const { callbackUrl, error } = await searchParams;
  return (
    <main className="relative grid min-h-dvh place-items-center overflow-hidden p-6">
      <Water />
      <div className="relative w-full max-w-[340px] pb-[8vh]">
        <Logo className="size-9" />
        <h1 className="mt-5 text-xl leading-tight font-semibold tracking-tight">Sluice</h1>
        <p className="mt-1.5 mb-6 text-ink-2">
          What runs where, moved forward through Git, and held until people and facts agree.
        </p>
        <SignInForm callbackUrl={ownPath(callbackUrl)} error={error} />
      </div>
    </main>
  );
}

/** Water before the gate, at three levels. */
function Water() {
  const wave =
    "c60 -26 120 -26 180 0 s120 26 180 0 120 -26 180 0 120 26 180 0 120 -26 180 0 120 26 180 0 120 -26 180 0 120 26 180 0";
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 1440 300"
      preserveAspectRatio="xMidYMax slice"
      className="absolute inset-x-0 bottom-0 h-[34vh] w-full text-accent"
      fill="currentColor"
    >
      <path fillOpacity="0.05" d={`M0 90${wave}V300H0Z`} />
      <path fillOpacity="0.06" d={`M-120 150${wave}V300H-120Z`} />
      <path fillOpacity="0.08" d={`M-40 215${wave}V300H-40Z`} />
    </svg>
  );
}
