-- AlterTable
ALTER TABLE "connection" ADD COLUMN     "removedAt" TIMESTAMPTZ(3);
