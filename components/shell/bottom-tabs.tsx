"use client";

import { usePathname } from "next/navigation";
import type { Me } from "../../lib/contracts/setup.ts";
import { ThemeChoice } from "./account-menu.tsx";
import { backRoomsFor, isIn, ROOMS } from "./navigation.ts";
import { RoomLink } from "./room-link.tsx";

const TABS = ROOMS.slice(0, 3);

/** The phone's navigation, where the thumbs are. */
export function BottomTabs({ me, onSignOut }: { me: Me | undefined; onSignOut: () => void }) {
  const path = usePathname();
  const inbox = me?.inbox ?? 0;
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-4 border-t bg-panel pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {TABS.map((room) => (
        <RoomLink
          key={room.href}
          href={room.href}
          aria-current={isIn(room, path) ? "page" : undefined}
          className={`flex h-[50px] flex-col items-center justify-center gap-0.5 text-2xs ${isIn(room, path) ? "font-semibold text-accent" : "text-ink-2"}`}
        >
          <room.icon className="size-4" aria-hidden />
          {room.label}
          {room.href === "/inbox" && inbox > 0 ? ` ${inbox}` : ""}
        </RoomLink>
      ))}
      <button
        type="button"
        popoverTarget="more"
        className="flex h-[50px] flex-col items-center justify-center gap-0.5 text-2xs text-ink-2"
      >
        <span aria-hidden className="h-4 leading-4 tracking-widest">
          •••
        </span>
        More
      </button>
      <div
        id="more"
        popover="auto"
        className="fixed inset-x-3 top-auto bottom-[62px] m-0 w-auto rounded-lg border bg-panel p-1.5 text-ink shadow-lift"
      >
        {[...ROOMS.slice(3), ...backRoomsFor(me)].map((room) => (
          <RoomLink
            key={room.href}
            href={room.href}
            onClick={() => document.getElementById("more")?.hidePopover()}
            className="flex h-10 items-center gap-3 rounded-md px-3"
          >
            <room.icon className="size-4 text-ink-2" aria-hidden />
            {room.label}
          </RoomLink>
        ))}
        <ThemeChoice />
        <button type="button" onClick={onSignOut} className="flex h-10 w-full items-center px-3">
          Sign out
        </button>
      </div>
    </nav>
  );
}
