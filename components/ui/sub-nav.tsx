"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";

/** The few pages of one room. */
export function SubNav({ label, pages }: { label: string; pages: readonly (readonly [string, string])[] }) {
  const path = usePathname();
  return (
    <nav aria-label={label} className="flex gap-1">
      {pages.map(([href, name]) => {
        const here = path === href;
        return (
          <Link
            key={href}
            href={href}
            aria-current={here ? "page" : undefined}
            className={`flex h-7 items-center rounded-md px-2.5 font-medium ${here ? "bg-sunk text-ink" : "text-ink-2 hover:bg-sunk hover:text-ink"}`}
          >
            {name}
          </Link>
        );
      })}
    </nav>
  );
}

export const SETUP_PAGES = [
  ["/setup/connect", "Connect"],
  ["/setup/adopt", "Adopt"],
] as const;

export const SETTINGS_PAGES = [
  ["/settings/environments", "Environments"],
  ["/settings/people", "People"],
  ["/settings/tokens", "Tokens"],
] as const;
