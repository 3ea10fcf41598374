package io.twinstream.migration.compare.rows

import io.twinstream.TempFolder
import io.twinstream.error.UserError
import io.twinstream.migration.compare.Verdict
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite
import RowsSession._

/** Folders of every format, on Spark. */
class RowsComparisonSuite extends AnyFunSuite {

  private def json(folder: Path, lines: String*): String = write("json", folder, lines: _*)

  private def write(format: String, folder: Path, lines: String*): String = {
    Files.createDirectories(folder)
    TempFolder.write(folder.resolve(s"part.$format"), lines.map(_ + "\n").mkString)
    s"$format:$folder"
  }

  private def same(left: String, right: String, asked: Asked, rows: Long): RowsResult = {
    val result = compare(left, right, asked)
    assert(
      result.verdict == Verdict.EQUAL && result.tally.equal == rows,
      RowsReports.text(result)
    )
    result
  }

  private val words = Seq(
    """{"word":"a","at":"2024-01-01T00:00:00Z","count":1,"share":0.5,"ok":true}""",
    """{"word":"b","at":"2024-01-01T01:00:00+01:00","count":2.0,"share":1e-1,"ok":false}""",
    """{"word":"c d","at":null,"count":123456789012345,"share":null,"ok":null}"""
  )

  test("numbers by value, times by instant and nulls alike in JSON, CSV, Parquet and ORC") {
    TempFolder.use { folder =>
      val left = json(folder.resolve("json"), words: _*)
      val csv = write(
        "csv",
        folder.resolve("csv"),
        "word,at,count,share,ok",
        "a,2024-01-01 00:00:00,1.0,.5,true",
        "b,2024-01-01T00:00:00.000Z,2,0.10,FALSE",
        "c d,,123456789012345.0,,"
      )
      val typed = session.sql(
        """SELECT 'a' word, TIMESTAMP '2024-01-01 00:00:00Z' at, 1D count, 0.50 share, true ok UNION ALL
          |SELECT 'b', TIMESTAMP '2024-01-01 00:00:00Z', 2D, 0.1, false UNION ALL
          |SELECT 'c d', null, 123456789012345D, null, null""".stripMargin
      )
      val exact = "if(word = 'c d', 123456789012345, cast(count as decimal(30,2))) count"
      typed.write.parquet(s"$folder/parquet")
      typed
        .selectExpr("word", "at", exact, "share", "ok")
        .write
        .orc(s"$folder/orc")
      val asked = Asked("word")
      same(left, csv, asked, 3)
      same(left, s"orc:$folder/orc", asked, 3)
      same(csv, s"orc:$folder/orc", asked, 3)
      same(left, s"parquet:$folder/parquet", asked, 3)
    }
  }

  test("text stays text: codes with leading zeros, numbers in quotes") {
    TempFolder.use { folder =>
      val left = json(folder.resolve("l"), """{"k":1,"code":"007","version":"1.10"}""")
      val right = json(folder.resolve("r"), """{"k":1,"code":"7","version":"1.1"}""")
      val csv = write("csv", folder.resolve("c"), "k,code,version", "1,007,1.10")
      assert(compare(left, right, Asked("k")).tally.columns.get(0).differing == 1)
      assert(compare(left, right, Asked("k")).tally.columns.get(1).differing == 1)
      same(left, csv, Asked("k"), 1)
    }
  }

  test("columns are found by name, by name in another case with a word, by what they were renamed to") {
    TempFolder.use { folder =>
      val left = json(folder.resolve("l"), """{"word":"a","count":1,"batch":7}""")
      val right = json(folder.resolve("r"), """{"Word":"a","n":1}""")
      val result = same(left, right, Asked("word", ignore = Set("batch"), rename = Map("count" -> "n")), 1)
      assert(RowsReports.text(result).contains("column 'Word' of the right is taken for 'word'"))
    }
  }

  test("a window is part of the key, and the first and last of both are left out") {
    TempFolder.use { folder =>
      def rows(windows: Range, first: Int) = windows.map { k =>
        s"""{"word":"a","start":"2024-01-01T0$k:00:00Z","n":${if (k == first) -1 else k}}"""
      }
      val left = json(folder.resolve("l"), rows(0 to 8, 0): _*)
      val right = json(folder.resolve("r"), rows(2 to 9, 2): _*)
      val result = same(left, right, Asked("word", window = Some("start")), 5)
      val text = RowsReports.text(result)
      assert(
        text.contains("windows up to 2024-01-01T02:00:00Z and from 2024-01-01T08:00:00Z on are not complete"),
        text
      )
      val none =
        compare(left, json(folder.resolve("n"), rows(8 to 9, 0): _*), Asked("word", window = Some("start")))
      assert(
        none.verdict == Verdict.NOTHING_COMPARED && none.lack.contains("no window is complete"),
        none.lack
      )
    }
  }

  test(
    "a window of the right that begins an hour later is found on Spark too, and a time zone of epoch milliseconds"
  ) {
    TempFolder.use { folder =>
      def rows(offset: Int, at: Int => String) = for (word <- Seq("a", "b"); k <- 0 until 6)
        yield s"""{"word":"$word","windowStart":${at(k + offset)},"n":${k * k + word.length}}"""
      val left = json(folder.resolve("l"), rows(0, k => (1700000000000L + k * 3600000L).toString): _*)
      val right = json(folder.resolve("r"), rows(1, k => (1700000000000L + k * 3600000L).toString): _*)
      val result = compare(left, right, Asked("word,windowStart"))
      assert(result.kind == RowsKind.SHIFTED_WINDOW, RowsReports.text(result))
      assert(RowsReports.text(result).contains("1 h later"), RowsReports.text(result))
    }
  }

  test("a fraction is a key like any other, and no window") {
    TempFolder.use { folder =>
      val left = json(folder.resolve("l"), """{"time":1.25,"n":1}""", """{"time":1.75,"n":2}""")
      same(
        left,
        json(folder.resolve("r"), """{"time":1.75,"n":2}""", """{"time":1.25,"n":1}"""),
        Asked("time"),
        2
      )
      val message = intercept[UserError](compare(left, left, Asked("", window = Some("time")))).getMessage
      assert(message.contains("window '1.25' is neither a time nor a whole number"), message)
    }
  }

  test("as a log duplicates count, and rows need no order") {
    TempFolder.use { folder =>
      val left = json(folder.resolve("l"), """{"k":1,"n":1}""", """{"k":1,"n":2}""", """{"k":1,"n":1}""")
      val right = json(folder.resolve("r"), """{"k":1,"n":2}""", """{"k":1,"n":1}""", """{"k":1,"n":1.0}""")
      same(left, right, Asked("k", log = true), 3)
      val twice =
        json(folder.resolve("t"), Seq.fill(2)(Seq("""{"k":1,"n":2}""", """{"k":1,"n":1}""")).flatten: _*)
      assert(compare(right, twice, Asked("k", log = true)).kind == RowsKind.DUPLICATE_ROW)
    }
  }

  test("of several rows of a key the one with the greatest order counts, which itself is not compared") {
    TempFolder.use { folder =>
      val left = json(folder.resolve("l"), """{"k":1,"n":1,"v":2}""", """{"k":1,"n":5,"v":10}""")
      val right = json(folder.resolve("r"), """{"k":1,"n":5,"v":3}""")
      same(left, right, Asked("k", order = Some("v")), 1)
    }
  }

  test("nested values are compared as JSON") {
    TempFolder.use { folder =>
      val left = json(folder.resolve("l"), """{"k":1,"x":{"a":1,"b":[1.0]}}""")
      val right = json(folder.resolve("r"), """{"k":1,"x":{"b":[1],"a":1.0}}""")
      same(left, right, Asked("k"), 1)
    }
  }

  private def fails(left: String, right: String, asked: Asked): String =
    intercept[UserError](compare(left, right, asked)).getMessage

  test("bad input is said in one line: what, and what to do") {
    TempFolder.use { folder =>
      val left = json(folder.resolve("l"), """{"k":1,"n":1}""", """{"k":2,"n":1}""")
      val twice = json(folder.resolve("t"), """{"k":1,"n":1}""", """{"k":1,"n":2}""", """{"k":2,"n":2}""")
      val other = json(folder.resolve("o"), """{"k":1,"total":1}""")
      val flag = json(folder.resolve("f"), """{"k":1,"n":true}""")
      val broken = json(folder.resolve("b"), """{"k":1,"n":1}""", "hello, world")
      val ragged = write("csv", folder.resolve("g"), "k,n", "1,2,3")
      val empty = Files.createDirectories(folder.resolve("e"))
      Files.createFile(empty.resolve("_SUCCESS"))
      val messages = Seq(
        fails(left, twice, Asked("k")) ->
          s"the right, $twice: the key (k) of 1 rows is that of another row too, such as ",
        fails(left, other, Asked("k")) -> "has no column 'n', which the left has",
        fails(left, other, Asked("k", ignore = Set("n"))) -> "has no column 'total', which the right has",
        fails(left, left, Asked("word")) -> s"the left, $left: has no column 'word', a key; it has k, n",
        fails(left, left, Asked("k", ignore = Set("x"))) -> "is on neither side",
        fails(
          left,
          left,
          Asked("k", tolerance = Map("x" -> "1"))
        ) -> "is not compared; the compared columns are",
        fails(
          left,
          left,
          Asked("k", rename = Map("x" -> "n"))
        ) -> "has no column 'x', which is to be renamed",
        fails(
          left,
          flag,
          Asked("k")
        ) -> "of type bigint, the right of type boolean, which cannot be compared",
        fails(left, ragged, Asked("k")) -> s"$ragged: cannot be read: ",
        fails(left, broken, Asked("k")) -> "a line is not a JSON object: 'hello, world'",
        fails(left, s"json:$empty", Asked("k")) -> "has no files with rows",
        fails(left, s"json:$folder/none", Asked("k")) -> "there is no such folder or file",
        fails(left, s"delta:$empty", Asked("k")) -> "has no files with rows",
        fails(left, s"delta:$folder/l", Asked("k")) -> "Delta's jars are not on the class path",
        fails(left, "tape:x", Asked("k")) -> "'tape:x': is not a known end: write jdbc:URL#TABLE",
        fails(left, "jdbc:tape:x?password=secret", Asked("k")) -> "name a table or a query behind #",
        fails(
          left,
          "jdbc:tape:x?password=secret#t",
          Asked("k")
        ) -> "password=***#t: no driver on the class path",
        fails(left, "kafka:x", Asked("k")) -> "write kafka:HOST:PORT/TOPIC"
      )
      for ((message, expected) <- messages)
        assert(message.contains(expected) && !message.contains("\n") && !message.contains("secret"))
    }
  }
}
