ALTER TABLE "Snapshot" ADD COLUMN "kept" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "Room" ADD COLUMN "parentId" TEXT;
ALTER TABLE "Room" ADD COLUMN "ownerId" TEXT;
CREATE INDEX "Room_parentId_idx" ON "Room" ("parentId");
