"use client";

import Link from "next/link";
import { type ComponentProps, useState } from "react";

/**
 * Leads to a room. What stands there is fetched once somebody is about to go, and not with every page: ten rooms and
 * their scripts weigh a sixth of what the board loads, and most are not gone to.
 */
export function RoomLink(props: ComponentProps<typeof Link>) {
  const [meant, setMeant] = useState(false);
  const mean = () => setMeant(true);
  return <Link {...props} prefetch={meant ? null : false} onPointerEnter={mean} onFocus={mean} />;
}
