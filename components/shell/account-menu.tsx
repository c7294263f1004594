"use client";

import { LogOut, Monitor, Moon, Sun } from "lucide-react";
import { useEffect, useState } from "react";
import type { Me } from "../../lib/contracts/setup.ts";

const THEMES = [
  { key: "system", label: "As the system", icon: Monitor },
  { key: "light", label: "Light", icon: Sun },
  { key: "dark", label: "Dark", icon: Moon },
] as const;
type Theme = (typeof THEMES)[number]["key"];

/** Who one is, the theme, and the way out. A native popover: it closes by itself and costs no code. */
export function AccountMenu({ me, onSignOut }: { me: Me | undefined; onSignOut: () => void }) {
  return (
    <div className="mt-2">
      <button
        type="button"
        popoverTarget="account"
        className="flex w-full items-center gap-2 rounded-md p-1.5 text-left hover:bg-sunk lg:px-2"
        aria-label={me ? `Account: ${me.name}, ${me.title}` : "Account"}
      >
        <Avatar name={me?.name ?? ""} />
        <span className="min-w-0 flex-1 truncate text-xs text-ink-2 max-lg:hidden">{me?.title ?? ""}</span>
      </button>
      <div
        id="account"
        popover="auto"
        className="fixed inset-auto bottom-14 left-3 m-0 w-[216px] rounded-lg border bg-panel p-1 text-ink shadow-lift"
      >
        {me ? (
          <div className="border-b px-2.5 py-2">
            <p className="truncate font-semibold">{me.name}</p>
            <p className="truncate text-xs text-ink-2">
              @{me.login} · {me.title}
            </p>
          </div>
        ) : null}
        <ThemeChoice />
        <button
          type="button"
          onClick={onSignOut}
          className="flex h-8 w-full items-center gap-2.5 rounded-md px-2.5 text-left hover:bg-sunk"
        >
          <LogOut className="size-4 text-ink-2" aria-hidden />
          Sign out
        </button>
      </div>
    </div>
  );
}

export function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>("system");
  useEffect(() => {
    const set = document.documentElement.dataset.theme;
    if (set === "light" || set === "dark") setTheme(set);
  }, []);
  const choose = (next: Theme) => {
    setTheme(next);
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    // Read before the next page draws its first frame (app/theme.ts).
    const gone = next === "system" ? "; max-age=0" : "; max-age=31536000";
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `theme=${next}; path=/; samesite=lax${gone}`;
  };
  return (
    <div role="radiogroup" aria-label="Theme" className="border-b py-1">
      {THEMES.map(({ key, label, icon: Icon }) => (
        // biome-ignore lint/a11y/useSemanticElements: a radio input cannot hold an icon
        <button
          key={key}
          type="button"
          role="radio"
          aria-checked={theme === key}
          onClick={() => choose(key)}
          className={`flex h-8 w-full items-center gap-2.5 rounded-md px-2.5 text-left hover:bg-sunk ${theme === key ? "font-semibold" : ""}`}
        >
          <Icon className="size-4 text-ink-2" aria-hidden />
          {label}
        </button>
      ))}
    </div>
  );
}

/** Initials, not a picture: nothing is loaded from elsewhere. */
export function Avatar({ name }: { name: string }) {
  const initials = name
    .split(/[\s-]+/)
    .map((part) => part[0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  return (
    <span
      aria-hidden
      className="grid size-[22px] shrink-0 place-items-center rounded-full text-[9px] font-semibold text-[#fff]"
      style={{ background: `linear-gradient(135deg, oklch(0.55 0.09 ${hue}), oklch(0.45 0.1 ${(hue + 40) % 360}))` }}
    >
      {initials}
    </span>
  );
}
