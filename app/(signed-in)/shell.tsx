"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { BottomTabs } from "../../components/shell/bottom-tabs.tsx";
import { useHotkeys } from "../../components/shell/hotkeys.ts";
import { Sidebar } from "../../components/shell/sidebar.tsx";
import { TooltipLayer } from "../../components/ui/tooltip-layer.tsx";
import { api } from "../../lib/web/client.ts";
import { useResource } from "../../lib/web/resource.ts";
import { signOut } from "../sign-in/session.ts";
import { PromoteGate } from "./promote-gate.tsx";
import { useFreshness } from "./use-freshness.ts";

const Palette = dynamic(() => import("./palette-host.tsx"), { ssr: false });
const KeysHelp = dynamic(() => import("../../components/shell/keys-help.tsx"), { ssr: false });
const Toaster = dynamic(() => import("../../components/ui/toaster.tsx"), { ssr: false });

/** What stands around every page: navigation, keys, and what is opened from anywhere. */
export function Shell({ children }: { children: ReactNode }) {
  const router = useRouter();
  const me = useResource("me", api.me);
  const [opened, setOpened] = useState<"palette" | "help">();
  const [late, setLate] = useState(false);
  useHotkeys({
    go: (href) => router.push(href),
    palette: () => setOpened("palette"),
    help: () => setOpened("help"),
  });
  useFreshness();
  useEffect(() => setLate(true), []);
  const close = () => setOpened(undefined);

  return (
    <div className="flex min-h-dvh">
      <a href="#main" className="sr-only rounded-md bg-panel p-2 focus:not-sr-only focus:fixed focus:z-50">
        Skip to the page
      </a>
      <Sidebar me={me.data} onSignOut={signOut} />
      <main id="main" className="min-w-0 flex-1 max-sm:pb-[62px]">
        {children}
      </main>
      <BottomTabs me={me.data} onSignOut={signOut} />
      {late ? <PromoteGate /> : null}
      {opened === "palette" ? <Palette onClose={close} /> : null}
      {opened === "help" ? <KeysHelp onClose={close} /> : null}
      {late ? <Toaster /> : null}
      <TooltipLayer />
    </div>
  );
}
