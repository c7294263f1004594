import type { Provenance } from "../../lib/contracts/provenance.ts";
import { Diff } from "../promotion/diff.tsx";
import { OutLink } from "../ui/out-link.tsx";

/** The line that decides, and what a promotion would write: made by the function that plans promotions. */
export function PromotionEdit({ provenance: { place, edit, environment } }: { provenance: Provenance }) {
  return (
    <div className="flex flex-col gap-2.5">
      {place ? (
        <dl className="grid grid-cols-[72px_minmax(0,1fr)] gap-x-3 gap-y-1 rounded-lg border bg-panel px-3.5 py-2.5">
          <Fact label="Form">{place.form}</Fact>
          <Fact label="File">
            <OutLink href={place.url} className="font-mono text-xs text-ink [overflow-wrap:anywhere]">
              {place.file}
            </OutLink>
          </Fact>
          <Fact label="Line">
            {place.line}, column {place.column}
          </Fact>
          <Fact label="Path">
            <span className="font-mono text-xs [overflow-wrap:anywhere]">{place.path}</span>
          </Fact>
          <Fact label="Says">
            <span className="version [overflow-wrap:anywhere]">{place.written}</span>
          </Fact>
        </dl>
      ) : (
        <p className="text-ink-2">No line of the repository says this version.</p>
      )}
      {edit.version && edit.files.length > 0 ? (
        <>
          <p className="text-ink-2">
            A promotion to <span className="version text-ink">{edit.version}</span>
            {edit.example ? " (an example, for no other release is known)" : ""} writes this, and changes nothing
            outside {environment}:
          </p>
          <Diff files={edit.files} />
        </>
      ) : null}
      {edit.notes.map((note) => (
        <p key={note} className="text-ink-2">
          {note}
        </p>
      ))}
      {edit.refusal ? <p className="rounded-lg bg-sunk px-3.5 py-2.5">{edit.refusal}</p> : null}
    </div>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-ink-2">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
