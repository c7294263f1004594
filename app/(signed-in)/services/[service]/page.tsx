import type { Metadata } from "next";
import { ServiceScreen } from "./service-screen.tsx";

type Props = { params: Promise<{ service: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).service) };
}

export default async function ServicePage({ params }: Props) {
  return <ServiceScreen id={decodeURIComponent((await params).service)} />;
}
