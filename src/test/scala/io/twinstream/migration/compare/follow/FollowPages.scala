package io.twinstream.migration.compare.follow

import com.fasterxml.jackson.databind.ObjectMapper
import com.fasterxml.jackson.databind.node.ObjectNode
import io.twinstream.migration.compare.follow.FollowStatus.{Different, DifferentRow, End, State}
import java.time.Duration
import java.util.{Collections, Optional, OptionalLong}
import scala.collection.JavaConverters._

/** The live page of a parallel run, served as a follower serves it. */
object FollowPages {
  private val began = 1767225600000L // 2026-01-01
  private val json = new ObjectMapper

  /** Gives the address of a page after an hour in which some rows came to differ. */
  def different(look: String => Unit): Unit =
    served((1 to 60).map(n => status(n, rows = Seq(row(n, 1), row(n, 2)))), look)

  /** Gives the address of a page of programs that have written nothing yet. */
  def waiting(look: String => Unit): Unit = {
    val nothing =
      new End("json:/var/rows/new", 0, 0, 0, OptionalLong.empty, OptionalLong.empty, Optional.empty())
    val away = new End(
      "jdbc:postgresql://db.example.org:5432/sales?user=reader&password=***#revenue_by_category_and_window",
      0,
      0,
      0,
      OptionalLong.empty,
      OptionalLong.empty,
      Optional.of("Connection to db.example.org:5432 refused")
    )
    served(
      Seq(
        new FollowStatus(
          began,
          State.WAITING,
          Collections.emptyList(),
          nothing,
          away,
          0,
          0,
          OptionalLong.empty,
          new Different(0, 0, 0, 0, 0),
          0,
          0,
          Collections.emptyList(),
          Collections.emptyList(),
          Duration.ofMillis(9)
        )
      ),
      look
    )
  }

  private def served(statuses: Seq[FollowStatus], look: String => Unit): Unit = {
    val server = FollowPage.start("localhost", 0, Duration.ofSeconds(60))
    try {
      statuses.foreach(server.show)
      look(server.url)
    } finally server.close()
  }

  private def status(minute: Int, rows: Seq[DifferentRow]): FollowStatus = {
    def end(spec: String, lag: Long) =
      new End(
        spec,
        48357L * minute,
        50100L * minute,
        4187.4,
        OptionalLong.of(900),
        OptionalLong.of(lag),
        Optional.empty()
      )
    new FollowStatus(
      began + minute * 60000L,
      State.FOLLOWING,
      Seq("category", "windowEnd").asJava,
      end("kafka:localhost:9092/revenue-of-the-classic-job", 12),
      end("jdbc:postgresql://localhost:5432/postgres?user=postgres&password=***#revenue", 3400L - minute),
      48355L * minute,
      17L + minute % 7,
      OptionalLong.of(8200),
      new Different(1, 0, minute / 20L, 0, 0),
      4,
      311,
      rows.asJava,
      Seq("the windows of the last 10 minutes are not complete on both sides, and are left out").asJava,
      Duration.ofMillis(740)
    )
  }

  private def row(minute: Int, which: Int): DifferentRow = {
    val key = json
      .createObjectNode()
      .put("category", s"garden-furniture-$which")
      .put("windowEnd", began + minute * 60000L)
    def values(cents: Long): ObjectNode =
      json
        .createObjectNode()
        .put("orders", 25147)
        .put("revenueCents", cents)
        .put("largestOrderId", "o-000000000048357")
    new DifferentRow(
      if (which == 1) "changed" else "missing on the left",
      key,
      if (which == 1) values(6032789400L) else null,
      values(6032789450L),
      if (which == 1) Seq("revenueCents").asJava else Collections.emptyList(),
      began
    )
  }
}
