"use client";

import dynamic from "next/dynamic";
import { useUrl } from "../../components/ui/url-state.ts";

const PromoteHost = dynamic(() => import("./promote-host.tsx"), { ssr: false });

/** The promote dialog opens by the address (`?promote=service&into=environment`), so any page, and any message, can lead to it. */
export function PromoteGate() {
  const [params, set] = useUrl();
  const service = params.get("promote");
  const environment = params.get("into");
  if (!service || !environment) return null;
  return (
    <PromoteHost
      key={`${service} ${environment}`}
      service={service}
      environment={environment}
      version={params.get("version") ?? undefined}
      onVersion={(version) => set({ version })}
      onClose={() => set({ promote: undefined, into: undefined, version: undefined })}
    />
  );
}
