import type { Metadata } from "next";
import { SetUp } from "./set-up.tsx";

export const metadata: Metadata = { title: "Set up" };

type Props = { searchParams: Promise<{ token?: string | string[] }> };

/** Opening the link does nothing by itself: mail programs and chats open links, too. */
export default async function SetUpPage({ searchParams }: Props) {
  const { token } = await searchParams;
  return <SetUp token={typeof token === "string" ? token : ""} />;
}
