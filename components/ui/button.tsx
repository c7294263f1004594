import Link from "next/link";
import type { ButtonHTMLAttributes, ReactNode } from "react";

export type Look = "plain" | "primary" | "danger" | "ghost";

const BASE =
  "inline-flex min-h-7 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border px-2.5 text-sm font-medium disabled:opacity-55";
const LOOKS: Record<Look, string> = {
  plain: "border-strong bg-panel text-ink enabled:hover:bg-sunk",
  primary: "border-transparent bg-accent text-on-accent enabled:hover:brightness-110",
  danger: "border-strong bg-panel text-bad enabled:hover:bg-bad-tint",
  ghost: "border-transparent bg-transparent text-ink-2 enabled:hover:bg-sunk enabled:hover:text-ink",
};

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { look?: Look; busy?: boolean };

export function Button({ look = "plain", busy, className = "", disabled, children, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={`${BASE} ${LOOKS[look]} ${className}`}
    >
      {busy ? <Spinner /> : null}
      {children}
    </button>
  );
}

/** A link that looks like a button; outside links open beside. */
export function ButtonLink({
  href,
  look = "plain",
  className = "",
  children,
}: {
  href: string;
  look?: Look;
  className?: string;
  children: ReactNode;
}) {
  const classes = `${BASE} ${LOOKS[look].replaceAll("enabled:", "")} ${className}`;
  if (!href.startsWith("/")) {
    return (
      <a href={href} target="_blank" rel="noreferrer" className={classes}>
        {children}
      </a>
    );
  }
  return (
    <Link href={href} className={classes}>
      {children}
    </Link>
  );
}

export function Spinner() {
  return (
    <span
      aria-hidden
      className="size-3.5 animate-[spin_700ms_linear_infinite] rounded-full border-2 border-current border-r-transparent"
    />
  );
}
