package io.twinstream.migration.compare.follow

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.migration.compare.rows.{Layout, Layouts, LiveRow, Side}
import org.scalatest.funsuite.AnyFunSuite
import scala.util.Random

/** When a key that differs is different, tick by tick. */
@RuleTier
class SettlingSuite extends AnyFunSuite {
  private val table = Layouts.of()
  private val timed = Layouts.of(hasTime = true)
  private val log = Layouts.of(isLog = true)

  private def follow[A](layout: Layout, settle: Int = 1, groups: Side => Long = _ => -1)(
      body: FollowedRows => A
  ): A = TempFolder.use { folder =>
    val rows = new FollowedRows(folder, layout, settle, groups)
    try body(rows)
    finally rows.close()
  }

  /** As many rows that both sides have, so that these are seen to go on. */
  private def steady(rows: FollowedRows, k: Int, timed: Boolean): Seq[LiveRow] =
    (0 until 4).map(i => rows.row(s"steady-$k-$i", i, if (timed) k * 1000L + i else 0))

  for ((name, layout) <- Seq("without a time" -> table, "with a time" -> timed)) {
    val isTimed = layout eq timed

    test(s"$name: a row that one side lacks is open at first, and different when the other has gone on") {
      follow(layout) { rows =>
        rows.tick()
        rows.tick(steady(rows, 1, isTimed), steady(rows, 1, isTimed))
        rows.tick(steady(rows, 2, isTimed) :+ rows.row("x", 1, 2001), steady(rows, 2, isTimed))
        assert(rows.open == 1 && rows.different.isEmpty)
        rows.tick(steady(rows, 3, isTimed), steady(rows, 3, isTimed))
        assert(rows.different == Map("x" -> "MISSING_RIGHT") && rows.open == 0)
        assert(rows.matched == 12)
      }
    }

    test(s"$name: a side that is silent makes no difference, however long") {
      follow(layout) { rows =>
        rows.tick()
        rows.tick(steady(rows, 1, isTimed), steady(rows, 1, isTimed))
        for (k <- 2 to 40) rows.tick(steady(rows, k, isTimed))
        assert(rows.different.isEmpty && rows.open == 39 * 4)
        // It comes back and writes what it has missed, some of it at each tick.
        for (k <- 2 to 40 by 3) {
          rows.tick(Nil, (k until k + 3).filter(_ <= 40).flatMap(steady(rows, _, isTimed)))
          assert(rows.different.isEmpty, k)
        }
        assert(rows.open == 0 && rows.matched == 40 * 4 && rows.healed == 0)
      }
    }

    test(s"$name: what is missing in what was caught up is found") {
      follow(layout) { rows =>
        rows.tick()
        rows.tick(steady(rows, 1, isTimed), steady(rows, 1, isTimed))
        for (k <- 2 to 9) rows.tick(steady(rows, k, isTimed))
        for (k <- 2 to 9) rows.tick(Nil, steady(rows, k, isTimed).drop(if (k == 5) 1 else 0))
        assert(rows.open + rows.differentCount == 1)
        for (k <- 10 to 12) rows.tick(steady(rows, k, isTimed), steady(rows, k, isTimed))
        assert(rows.different == Map("steady-5-0" -> "MISSING_RIGHT"))
      }
    }

    test(s"$name: a restart of the run changes nothing") {
      follow(layout) { rows =>
        rows.tick()
        rows.tick(steady(rows, 1, isTimed), steady(rows, 1, isTimed))
        rows.tick(steady(rows, 2, isTimed) :+ rows.row("x", 1, 2001), steady(rows, 2, isTimed))
        rows.restart()
        assert(rows.open == 1 && rows.matched == 8)
        rows.tick(steady(rows, 3, isTimed), steady(rows, 3, isTimed))
        rows.restart()
        for (k <- 4 to 6) rows.tick(steady(rows, k, isTimed), steady(rows, k, isTimed))
        assert(rows.different == Map("x" -> "MISSING_RIGHT") && rows.open == 0 && rows.matched == 24)
      }
    }
  }

  test("a kind for each way to differ; a difference that comes to match is healed") {
    follow(timed) { rows =>
      rows.tick()
      rows.tick(steady(rows, 1, timed = true), steady(rows, 1, timed = true))
      rows.tick(
        steady(rows, 2, timed = true) ++ Seq(rows.row("x", 1, 2001), rows.row("y", 1, 2002)),
        steady(rows, 2, timed = true) ++ Seq(rows.row("y", 2, 2002), rows.row("z", 1, 2001))
      )
      rows.tick(steady(rows, 3, timed = true), steady(rows, 3, timed = true))
      assert(rows.different == Map("x" -> "MISSING_RIGHT", "y" -> "CHANGED", "z" -> "MISSING_LEFT"))
      rows.tick(Nil, Seq(rows.row("x", 1, 2001), rows.row("y", 3, 2002)))
      assert(rows.different.keySet == Set("z") && rows.healed == 1 && rows.open == 1)
      rows.tick(Seq(rows.row("y", 3, 2002)), Seq(rows.deletion("z", 2001)))
      assert(rows.different.isEmpty && rows.healed == 2 && rows.open == 0)
    }
  }

  test("a row that is written again and again on both sides, one side behind, is not different") {
    follow(table) { rows =>
      rows.tick()
      for (k <- 1 to 30) {
        rows.tick(
          (0 until 8).map(i => rows.row(s"count-$i", k * 10 + i)),
          if (k > 3) (0 until 8).map(i => rows.row(s"count-$i", (k - 3) * 10 + i)) else Nil
        )
        assert(rows.different.isEmpty, k)
      }
      for (k <- 28 to 30) rows.tick(Nil, (0 until 8).map(i => rows.row(s"count-$i", k * 10 + i)))
      assert(rows.matched == 8 && rows.open == 0)
    }
  }

  test("sides that never agree are different after ten times the settle time") {
    follow(table) { rows =>
      rows.tick()
      for (k <- 1 to 10) {
        rows.tick((0 until 4).map(i => rows.row(s"$k-$i", 1)), (0 until 4).map(i => rows.row(s"$k-$i", 2)))
        assert(rows.different.isEmpty, k)
      }
      for (k <- 11 to 12)
        rows.tick((0 until 4).map(i => rows.row(s"$k-$i", 1)), (0 until 4).map(i => rows.row(s"$k-$i", 2)))
      assert(rows.different.nonEmpty && rows.different.values.toSet == Set("CHANGED"))
    }
  }

  test("with a consumer group, a row is open until the group has committed what there was") {
    var covered = Map[Side, Long](Side.LEFT -> -1L, Side.RIGHT -> 0L)
    follow(table, groups = side => covered(side)) { rows =>
      rows.tick()
      rows.tick(steady(rows, 1, timed = false) :+ rows.row("x", 1), steady(rows, 1, timed = false))
      val seen = rows.tickNumber
      for (k <- 2 to 20) rows.tick(steady(rows, k, timed = false), steady(rows, k, timed = false))
      assert(rows.different.isEmpty && rows.open == 1)
      covered += Side.RIGHT -> seen
      rows.tick()
      assert(rows.different == Map("x" -> "MISSING_RIGHT"))
    }
  }

  test("a settle time is waited for after each change") {
    follow(timed, settle = 3) { rows =>
      rows.tick()
      for (k <- 1 to 3) rows.tick(steady(rows, k, timed = true), steady(rows, k, timed = true))
      rows.tick(steady(rows, 4, timed = true) :+ rows.row("x", 1, 4001), steady(rows, 4, timed = true))
      for (k <- 5 to 6) {
        rows.tick(steady(rows, k, timed = true), steady(rows, k, timed = true))
        assert(rows.different.isEmpty, k)
      }
      rows.tick(steady(rows, 7, timed = true), steady(rows, 7, timed = true))
      assert(rows.different.keySet == Set("x"))
    }
  }

  test("a log: duplicates count, and so do those that are written twice after a failure") {
    follow(log) { rows =>
      rows.tick()
      rows.tick(steady(rows, 1, timed = false), steady(rows, 1, timed = false))
      val twice = Seq(rows.row("x", 1), rows.row("x", 1))
      rows.tick(steady(rows, 2, timed = false) ++ twice, steady(rows, 2, timed = false) ++ twice.take(1))
      assert(rows.open == 1)
      rows.tick(steady(rows, 3, timed = false), steady(rows, 3, timed = false))
      assert(rows.different == Map("x" -> "MORE_LEFT"))
      rows.tick(Nil, twice.take(1))
      assert(rows.healed == 1 && rows.different.isEmpty)
    }
  }

  test("a window that was begun before both sides were is left out") {
    follow(Layouts.of(hasTime = true, isWindow = true)) { rows =>
      def window(at: Long, n: Int) = rows.row("w", n, at)
      rows.tick(Seq(window(1, 1), window(2, 2)), Seq(window(2, 1)))
      rows.tick(Seq(window(3, 3)), Seq(window(3, 3)))
      rows.tick(Seq(window(4, 4)), Seq(window(4, 5)))
      rows.tick(Seq(window(5, 5)), Seq(window(5, 5)))
      rows.tick(Seq(window(6, 6)), Seq(window(6, 6)))
      assert(rows.leftOut == 2 && rows.differentCount == 1 && rows.matched == 3)
    }
  }

  test("of a table that is read whole, rows that are gone are found, and a key that is not unique is said") {
    follow(Layouts.of(hasOrder = false)) { rows =>
      val all = (1 to 5).map(i => rows.row(s"k$i", i))
      for (side <- Side.values) {
        if (side == Side.LEFT) rows.begin()
        rows.take(side, all, isIncremental = false)
      }
      rows.end()
      assert(rows.matched == 5 && rows.count(Side.RIGHT) == 5)
      rows.begin()
      rows.take(Side.RIGHT, all.drop(1), isIncremental = false, isSeen = true)
      rows.removeUnseen(Side.RIGHT)
      rows.end()
      assert(rows.open == 1 && rows.matched == 4 && rows.count(Side.RIGHT) == 4)
      rows.begin()
      val error = intercept[io.twinstream.error.UserError](
        rows.take(Side.LEFT, Seq(rows.row("k9", 1), rows.row("k9", 2)), isIncremental = false)
      )
      assert(error.getMessage.contains("the key (id) of {\"id\":\"k9\"} is that of another row too"), error)
    }
  }

  test("any order of the writes of two sides that end alike: no difference is left, and all match") {
    for (seed <- 1 to 60) {
      val random = new Random(seed)
      val isLog = seed % 3 == 0
      val layout = if (isLog) log else if (seed % 2 == 0) timed else table
      follow(layout, settle = 1 + random.nextInt(3)) { rows =>
        val writes = (1 to 200).map { i =>
          val id = if (isLog || random.nextBoolean()) s"k$i" else s"k${random.nextInt(20)}"
          rows.row(id, random.nextInt(4), if (layout eq timed) id.drop(1).toLong else 0)
        }
        var left = writes
        var right = writes
        while (left.nonEmpty || right.nonEmpty) {
          val (l, r) = (random.nextInt(12), if (random.nextInt(4) == 0) 0 else random.nextInt(24))
          rows.tick(left.take(l), right.take(r))
          left = left.drop(l)
          right = right.drop(r)
          if (random.nextInt(10) == 0) rows.restart()
        }
        for (_ <- 1 to 5) rows.tick()
        assert(rows.differentCount == 0 && rows.open == 0 && rows.matched > 0, s"seed $seed")
      }
    }
  }

  test("an entry and an id are what they were when they are read again") {
    val entry = new Entry
    entry.left.count = 1
    entry.left.changedAt = 1234567890123L
    entry.left.values = Array("a", null, "\u20ac")
    entry.right.wasPassed = true
    entry.right.arrived = -5
    entry.status = Status.OPEN
    val again = Entry.of(entry.bytes)
    assert(again.left.values.toSeq == Seq("a", null, "\u20ac") && again.right.values == null)
    assert(again.left.changedAt == 1234567890123L && again.right.wasPassed && again.right.arrived == -5)
    assert(Entry.isThere(entry.bytes, Side.LEFT) && !Entry.isThere(entry.bytes, Side.RIGHT))
    val ids =
      Seq(LiveRow.NO_TIME, -1L, 0L, 1L, Long.MaxValue).map(new Id(_, Array("", null), Array("v")).bytes)
    assert(ids.map(Id.of(_, true).time) == Seq(LiveRow.NO_TIME, -1L, 0L, 1L, Long.MaxValue))
    assert(ids.sliding(2).forall(pair => java.util.Arrays.compareUnsigned(pair(0), pair(1)) < 0))
  }
}
