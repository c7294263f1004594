import type { ReactNode } from "react";

/** A link to elsewhere. Only http(s): an address may come out of a manifest that somebody wrote. */
export function OutLink({
  href,
  children,
  className = "",
}: {
  href: string | undefined;
  children: ReactNode;
  className?: string;
}) {
  if (!href || !/^https?:\/\//i.test(href)) return <span className={className}>{children}</span>;
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer"
      className={`underline-offset-2 hover:text-ink hover:underline ${className}`}
    >
      {children}
    </a>
  );
}
