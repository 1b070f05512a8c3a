import type { AccountDb, ListName } from "./database.js";
import { BLOCK_SIZES } from "./migrations.js";
import type { Place, RecordList } from "./page.js";
import { seenBy } from "./viewer.js";
import type { Viewer } from "./viewer.js";

/**
 * All contacts or deals that a viewer sees. The counts of blocks of ids are added up instead of passing over the records, so that a page
 * costs the same wherever in a list it is, and however long the list.
 */
export function seenList(db: AccountDb, list: ListName, viewer: Viewer): RecordList {
  return {
    async count() {
      const blocks = await seenBlocks(db, list, viewer, BLOCK_SIZES[0]).execute();
      return blocks.reduce((total, { records }) => total + records, 0);
    },
    async placeOf(offset) {
      let place: Place = { fromId: 0, skip: offset };
      let width = Number.MAX_SAFE_INTEGER;
      for (const size of BLOCK_SIZES) {
        const blocks = await seenBlocks(db, list, viewer, size)
          .where("first_id", ">=", place.fromId)
          .where("first_id", "<", place.fromId + width)
          .orderBy("first_id")
          .execute();
        place = placeAmong(blocks, place);
        width = size;
      }
      return place;
    },
  };
}

/** How many records of each block of a size the viewer sees. */
function seenBlocks(db: AccountDb, list: ListName, viewer: Viewer, size: number) {
  return db
    .selectFrom("list_blocks")
    .select((eb) => ["first_id", eb.fn.sum<number>("records").as("records")])
    .where("list", "=", list)
    .where("size", "=", size)
    .where((eb) => seenBy(viewer, eb.ref("main_user_id")))
    .groupBy("first_id");
}

/** The same place, told from the block that it is in. */
function placeAmong(blocks: readonly { first_id: number; records: number }[], place: Place): Place {
  let { skip } = place;
  for (const { first_id, records } of blocks) {
    if (skip < records) return { fromId: first_id, skip };
    skip -= records;
  }
  return place;
}
