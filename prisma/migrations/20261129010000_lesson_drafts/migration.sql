ALTER TABLE "Lesson" ADD COLUMN "removedAt" REAL;

CREATE TABLE "LessonDraft" (
    "roomId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "base" INTEGER NOT NULL,
    "texts" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "revision" REAL NOT NULL,
    "savedAt" REAL NOT NULL,
    "savedBy" TEXT NOT NULL,
    "removedAt" REAL,
    PRIMARY KEY ("roomId", "id"),
    CONSTRAINT "LessonDraft_roomId_fkey" FOREIGN KEY ("roomId") REFERENCES "Room" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
