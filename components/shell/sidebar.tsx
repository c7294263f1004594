"use client";

import { usePathname } from "next/navigation";
import type { Me } from "../../lib/contracts/setup.ts";
import { AccountMenu } from "./account-menu.tsx";
import { Logo } from "./logo.tsx";
import { backRoomsFor, isIn, ROOMS, type Room } from "./navigation.ts";
import { RoomLink } from "./room-link.tsx";

export function Sidebar({ me, onSignOut }: { me: Me | undefined; onSignOut: () => void }) {
  return (
    <nav
      aria-label="Main"
      className="sticky top-0 flex h-dvh w-[52px] shrink-0 flex-col border-r px-2.5 pt-4 pb-3 max-sm:hidden lg:w-[208px]"
    >
      <RoomLink href="/board" className="mb-3 flex items-center gap-2 px-2 py-0.5 text-md font-semibold">
        <Logo />
        <span className="max-lg:sr-only">Sluice</span>
      </RoomLink>
      <Rooms rooms={ROOMS} inbox={me?.inbox ?? 0} />
      <div className="flex-1" />
      <Rooms rooms={backRoomsFor(me)} inbox={0} />
      <AccountMenu me={me} onSignOut={onSignOut} />
    </nav>
  );
}

function Rooms({ rooms, inbox }: { rooms: readonly Room[]; inbox: number }) {
  const path = usePathname();
  return (
    <ul className="flex flex-col gap-px">
      {rooms.map((room) => {
        const here = isIn(room, path);
        const count = room.href === "/inbox" ? inbox : 0;
        return (
          <li key={room.href}>
            <RoomLink
              href={room.href}
              aria-current={here ? "page" : undefined}
              className={`group flex h-[31px] items-center gap-2.5 rounded-md px-2 ${here ? "bg-sunk font-semibold" : "text-ink-2 hover:bg-sunk hover:text-ink"}`}
            >
              <room.icon className="size-4 shrink-0" aria-hidden />
              <span className="flex-1 max-lg:sr-only">{room.label}</span>
              {count > 0 ? (
                <span className="rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent max-lg:absolute max-lg:translate-x-3 max-lg:-translate-y-2 max-lg:text-[10px]">
                  {count}
                  <span className="sr-only"> waiting for you</span>
                </span>
              ) : (
                <kbd
                  aria-hidden
                  className={`text-ink-3 max-lg:hidden ${here ? "" : "opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"}`}
                >
                  g {room.key}
                </kbd>
              )}
            </RoomLink>
          </li>
        );
      })}
    </ul>
  );
}
