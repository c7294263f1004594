import Link from "next/link";
import type { ReactNode } from "react";

/** A page of a list: its name at the top left, what one may do at the right. */
export function Page(props: { title: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <>
      <header className="flex min-h-[51px] items-center gap-2.5 border-b px-5 max-sm:flex-wrap max-sm:px-3.5 max-sm:py-2.5">
        <h1 className="flex-1 text-md font-semibold">{props.title}</h1>
        {props.aside}
      </header>
      <div className="flex flex-col gap-4 px-5 py-4 max-sm:px-3">{props.children}</div>
    </>
  );
}

export function Crumbs({ trail }: { trail: [string, string?][] }) {
  return (
    <nav aria-label="Where this is" className="text-xs text-ink-2">
      {trail.map(([label, href], i) => (
        <span key={label}>
          {i > 0 ? " / " : ""}
          {href ? (
            <Link href={href} className="hover:text-ink hover:underline">
              {label}
            </Link>
          ) : (
            label
          )}
        </span>
      ))}
    </nav>
  );
}

/** A titled part of a page. */
export function Section(props: { title: ReactNode; beside?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={props.className}>
      <h2 className="mb-2 font-semibold">
        {props.title}
        {props.beside ? <span className="ml-2 text-xs font-normal text-ink-2">{props.beside}</span> : null}
      </h2>
      {props.children}
    </section>
  );
}

/** A panel with lines between its rows. */
export function Rows({ children, className = "" }: { children: ReactNode; className?: string }) {
  return (
    <div className={`divide-y divide-line overflow-hidden rounded-lg border bg-panel ${className}`}>{children}</div>
  );
}

export function Card({ title, beside, children }: { title: ReactNode; beside?: ReactNode; children: ReactNode }) {
  return (
    <section className="rounded-lg border bg-panel p-3.5">
      <h2 className="mb-2 font-semibold">
        {title}
        {beside ? <span className="ml-2 text-xs font-normal text-ink-2">{beside}</span> : null}
      </h2>
      {children}
    </section>
  );
}

/** As high as what comes. */
export function RowsSkeleton({
  rows = 6,
  height = 37,
  label = "Loading",
}: {
  rows?: number;
  height?: number;
  label?: string;
}) {
  return (
    <div role="status" aria-label={label} className="divide-y divide-line overflow-hidden rounded-lg border bg-panel">
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: all alike
        <div key={i} style={{ height }} className="flex items-center gap-6 px-3.5">
          <div className="skeleton h-4 w-[22%]" />
          <div className="skeleton h-4 w-[46%]" />
        </div>
      ))}
    </div>
  );
}
