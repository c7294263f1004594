import type { Metadata } from "next";
import { WhyScreen } from "./why-screen.tsx";

type Props = { params: Promise<{ deployment: string }> };

export const metadata: Metadata = { title: "Why this version" };

export default async function WhyPage({ params }: Props) {
  return <WhyScreen id={decodeURIComponent((await params).deployment)} />;
}
