import type { Deployment } from "../../lib/contracts/deployment.ts";
import { OutLink } from "../ui/out-link.tsx";
import { Rows } from "../ui/page.tsx";

export function Places({ places }: { places: Deployment["places"] }) {
  if (places.length === 0) return <p className="text-ink-2">No file of the repository says this version.</p>;
  return (
    <Rows>
      {[...places]
        .sort((a, b) => Number(b.leading) - Number(a.leading))
        .map((place) => (
          <div key={`${place.file}:${place.line}:${place.path}`} className="px-3.5 py-2">
            <div className="flex items-baseline justify-between gap-3">
              <OutLink href={place.url} className="min-w-0 truncate font-medium">
                {place.file}:{place.line}
              </OutLink>
              {place.leading ? <span className="shrink-0 text-xs text-accent">leading</span> : null}
            </div>
            <p className="font-mono text-xs text-ink-2 [overflow-wrap:anywhere]">
              {place.path}: <span className="text-ink">{place.value}</span>
            </p>
            <p className="text-xs text-ink-2">{place.form}</p>
          </div>
        ))}
    </Rows>
  );
}
