import type { Link as ChainLink, Provenance } from "../../lib/contracts/provenance.ts";
import { OutLink } from "../ui/out-link.tsx";

const KINDS: Record<string, string> = {
  resource: "manifest",
  base: "base",
  component: "component",
  generator: "generator",
  namespace: "namespace",
  name: "name",
  labels: "labels",
  annotations: "annotations",
  images: "images",
  replicas: "replicas",
  patch: "patch",
  replacement: "replacement",
  reference: "reference",
  variable: "variable",
  flux: "Flux",
  substitution: "variable",
};

/**
 * From the line that says a version first, through every layer, to what is applied. Layers that
 * changed it are told in full; those that let it through are one line each, and still a link.
 */
export function Chain({ provenance }: { provenance: Provenance }) {
  const { chain, version, cluster, object } = provenance;
  const last = chain.findLastIndex((link) => link.effect !== "through");
  return (
    <ol aria-label={`How ${version} gets to ${cluster}`}>
      {chain.map((link, i) => (
        <Layer
          // biome-ignore lint/suspicious/noArrayIndexKey: a layer may come twice; its place in the chain is its identity
          key={i}
          link={link}
          decides={i === last}
        />
      ))}
      <li className="relative grid grid-cols-[18px_minmax(0,1fr)] gap-x-2.5">
        <span aria-hidden className="mt-1 ml-[3px] size-[11px] rounded-full bg-accent ring-4 ring-accent-tint" />
        <p className="pb-0.5">
          <span className="version text-accent">{version}</span>{" "}
          <span className="text-ink-2">
            is what {object.kind} {object.namespace}/{object.name} declares on {cluster}
          </span>
        </p>
      </li>
    </ol>
  );
}

function Layer({ link, decides }: { link: ChainLink; decides: boolean }) {
  const through = link.effect === "through";
  return (
    <li className="relative grid grid-cols-[18px_minmax(0,1fr)] gap-x-2.5">
      <span aria-hidden className="absolute top-[14px] bottom-[-6px] left-[8px] w-px bg-strong" />
      <span
        aria-hidden
        className={`relative mt-1.5 ml-[5px] size-[7px] rounded-full ${
          through ? "border border-strong bg-bg" : decides ? "bg-accent" : "bg-ink-2"
        }`}
      />
      <div className={`min-w-0 ${through ? "pb-1.5" : "pb-3"}`}>
        {through ? <Passed link={link} /> : <Said link={link} decides={decides} />}
      </div>
    </li>
  );
}

function Passed({ link }: { link: ChainLink }) {
  return (
    <p className="text-xs leading-[19px] text-ink-2 [overflow-wrap:anywhere]">
      {withoutFile(link)} <Where link={link} />
    </p>
  );
}

function Said({ link, decides }: { link: ChainLink; decides: boolean }) {
  return (
    <>
      <p className="[overflow-wrap:anywhere]">
        <span className={decides ? "font-semibold" : "font-medium"}>{withoutFile(link)}</span> <Where link={link} />{" "}
        <span className="ml-0.5 rounded-sm bg-sunk px-1.5 py-px text-xs text-ink-2">
          {KINDS[link.kind] ?? link.kind}
        </span>
        {decides ? <span className="ml-1.5 text-xs font-medium text-accent">decides</span> : null}
      </p>
      {link.text ? (
        <p className="mt-1 rounded-md bg-sunk px-2.5 py-1 font-mono text-xs whitespace-pre-wrap text-ink-2 [overflow-wrap:anywhere]">
          {link.text}
        </p>
      ) : null}
      <Became link={link} />
    </>
  );
}

function Became({ link: { before, after } }: { link: ChainLink }) {
  if (after === undefined || before === undefined) return null;
  const [head, from, to, tail] = apart(before, after);
  return (
    <p className="mt-1 font-mono text-xs leading-[20px] [overflow-wrap:anywhere]">
      <span className="text-ink-2">{head}</span>
      <span className="sr-only">before: </span>
      <del className="rounded-sm bg-bad-tint px-0.5 whitespace-nowrap text-bad no-underline">{from || "nothing"}</del>
      <span aria-hidden className="px-1.5 text-ink-3">
        →
      </span>
      <span className="sr-only">, after: </span>
      <ins className="rounded-sm bg-good-tint px-0.5 whitespace-nowrap text-good no-underline">{to || "nothing"}</ins>
      <span className="text-ink-2">{tail}</span>
    </p>
  );
}

function Where({ link }: { link: ChainLink }) {
  return (
    <OutLink href={link.url} className="font-mono text-xs text-ink-2 [overflow-wrap:anywhere]">
      {link.file}:{link.line}
    </OutLink>
  );
}

/** The file stands beside it, as a link. */
function withoutFile({ sentence, file }: ChainLink): string {
  return sentence.endsWith(` ${file}`) ? sentence.slice(0, -file.length - 1) : sentence;
}

/** What both begin and end with, and between it what differs; cut at separators and not within a number. */
function apart(before: string, after: string): [string, string, string, string] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  while (head > 0 && !/[:/@\s]/.test(before[head - 1] ?? "")) head--;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  while (tail > 0 && !/[:/@\s]/.test(before[before.length - tail] ?? "")) tail--;
  return [
    before.slice(0, head),
    before.slice(head, before.length - tail),
    after.slice(head, after.length - tail),
    before.slice(before.length - tail),
  ];
}
