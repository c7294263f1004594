-- AlterTable
ALTER TABLE "repository" ADD COLUMN     "unread" TEXT;
