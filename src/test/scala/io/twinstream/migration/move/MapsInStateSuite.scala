package io.twinstream.migration.move

import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.savepoint.Savepoints
import java.nio.file.Files
import java.util.Optional
import org.apache.hadoop.conf.Configuration
import org.apache.spark.sql.Row
import org.apache.spark.sql.streaming.{GroupState, GroupStateTimeout, OutputMode, Trigger}
import org.scalatest.funsuite.AnyFunSuite

final case class Seen(
    pages: Map[String, Long],
    lists: Seq[Map[String, Long]],
    nothing: Option[Map[String, Long]]
)

/** Maps in the state of a query: Spark has no checksum of a map. */
class MapsInStateSuite extends AnyFunSuite {
  test("a map of flatMapGroupsWithState, also within others, is an array of its entries") {
    TempFolder.use { folder =>
      val session = TwinSession.session
      import session.implicits._
      val in = Files.createDirectory(folder.resolve("in"))
      TempFolder.write(in.resolve("lines"), "ann home\nann home\nann cart\n")
      val checkpoint = folder.resolve("checkpoint").toString
      session.readStream
        .text(in.toString)
        .as[String]
        .groupByKey(_.split(" ")(0))
        .flatMapGroupsWithState(OutputMode.Update, GroupStateTimeout.NoTimeout) {
          (user: String, lines: Iterator[String], state: GroupState[Seen]) =>
            val pages = lines.map(_.split(" ")(1)).toSeq.groupBy(identity).map { case (page, all) =>
              page -> all.size.toLong
            }
            state.update(Seen(pages, Seq(pages, Map.empty), None))
            Iterator(user)
        }
        .writeStream
        .outputMode("update")
        .format("noop")
        .option("checkpointLocation", checkpoint)
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination()
      val out = folder.resolve("savepoint").toString
      SavepointMaker.of(checkpoint, new Configuration).write(out, Optional.empty(), session)
      val kept = Savepoints.read(session, out).state.select("key", "state.*").first
      def entries(at: Seq[Row]) = at.map(row => row.getString(0) -> row.getLong(1)).toMap
      val expected = Map("home" -> 2L, "cart" -> 1L)
      assert(kept.getString(0) == "ann" && entries(kept.getSeq[Row](1)) == expected)
      assert(
        kept.getSeq[scala.collection.Seq[Row]](2).map(each => entries(each.toSeq)) == Seq(expected, Map.empty)
      )
      assert(kept.isNullAt(3))
    }
  }
}
