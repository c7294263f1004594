import type { Deployment } from "../../lib/contracts/deployment.ts";
import { Hash } from "../ui/copy.tsx";
import { many } from "../ui/many.ts";
import { OutLink } from "../ui/out-link.tsx";
import { Rows } from "../ui/page.tsx";
import { Time } from "../ui/time.tsx";

/** Declared, applied and running: three facts that are never merged into one. */
export function Facts({ deployment }: { deployment: Deployment }) {
  const { declared, applied, running } = deployment;
  const same = declared.version === running.version;
  return (
    <Rows>
      <Fact label="Declared" hint="What Git says" version={declared.version} apart={!same}>
        {declared.commit ? (
          <>
            <OutLink href={declared.commit.url} className="block min-h-6 content-center">
              {declared.commit.title}
            </OutLink>
            {declared.commit.author} · <Time at={declared.commit.at} suffix="ago" /> ·{" "}
            <Hash value={declared.commit.sha} />
          </>
        ) : (
          "No commit is known yet."
        )}
      </Fact>
      <Fact
        label="Applied"
        hint="What Flux has applied"
        version={applied.version}
        apart={applied.version !== running.version}
      >
        {applied.revision ? <span className="font-mono">{applied.revision}</span> : null}
        {applied.revision && applied.since ? " · " : null}
        {applied.since ? <Time at={applied.since} suffix="ago" /> : null}
        {applied.revision || applied.version ? null : "Flux has not said what it applied."}
      </Fact>
      <Fact label="Running" hint="What the pods run" version={running.version}>
        {running.pods ? podWords(running.pods, running.version) : "No pods of its own are known."}
        {running.since ? (
          <>
            {" · since "}
            <Time at={running.since} suffix="ago" />
          </>
        ) : null}
      </Fact>
    </Rows>
  );
}

function Fact(props: {
  label: string;
  hint: string;
  version: string | undefined;
  apart?: boolean;
  children: React.ReactNode;
}) {
  return (
    <div className="grid grid-cols-[84px_minmax(0,1fr)] gap-x-3 px-3.5 py-2">
      <span className="font-medium" data-tip={props.hint}>
        {props.label}
      </span>
      <div className="min-w-0">
        <span className={`version ${props.apart ? "text-accent" : ""}`}>{props.version ?? "—"}</span>
        <p className="text-xs text-ink-2 [overflow-wrap:anywhere]">{props.children}</p>
      </div>
    </div>
  );
}

function podWords(pods: { ready: number; total: number; onVersion: number }, version: string | undefined): string {
  const ready = `${pods.ready} of ${many(pods.total, "pod")} ready`;
  return pods.onVersion < pods.total && version ? `${ready}, ${pods.onVersion} on ${version}` : ready;
}
