import { ArrowRight, FolderGit2, History, Inbox, Plug, ScrollText, Settings, Shapes, Table2, Tag } from "lucide-react";
import type { ComponentType } from "react";
import type { Me } from "../../lib/contracts/setup.ts";

/** Every room of the house: its address, its icon, and the key that leads there after "g". */
export type Room = {
  href: string;
  label: string;
  key: string;
  icon: ComponentType<{ className?: string; "aria-hidden"?: boolean }>;
};

export const ROOMS: readonly Room[] = [
  { href: "/board", label: "Board", key: "b", icon: Table2 },
  { href: "/inbox", label: "Inbox", key: "i", icon: Inbox },
  { href: "/promotions", label: "Promotions", key: "p", icon: ArrowRight },
  { href: "/services", label: "Services", key: "s", icon: Shapes },
  { href: "/releases", label: "Releases", key: "r", icon: Tag },
  { href: "/history", label: "History", key: "h", icon: History },
];

export const BACK_ROOMS: readonly Room[] = [
  { href: "/repositories", label: "Repositories", key: "f", icon: FolderGit2 },
  { href: "/audit", label: "Audit", key: "a", icon: ScrollText },
  { href: "/setup/connect", label: "Setup", key: "c", icon: Plug },
  { href: "/settings/environments", label: "Settings", key: "e", icon: Settings },
];

/** Who may not set up is not led there; the page itself says why, to whoever comes by its address. */
export function backRoomsFor(me: Me | undefined): readonly Room[] {
  return me && !me.admin ? BACK_ROOMS.filter((room) => room.href !== "/setup/connect") : BACK_ROOMS;
}

export function isIn(room: Room, path: string): boolean {
  const root = `/${room.href.split("/")[1]}`;
  return path === root || path.startsWith(`${root}/`);
}
