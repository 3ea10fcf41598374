package io.twinstream.cli

import io.twinstream.TwinSession
import io.twinstream.error.UserError
import java.io.{IOException, PrintWriter, StringWriter, Writer}
import org.apache.spark.sql.DataFrame
import org.scalatest.funsuite.AnyFunSuite

/** Rows on standard output. */
class RowsPrinterSuite extends AnyFunSuite {
  private def sql(query: String): DataFrame = TwinSession.session.sql(query)

  private def printed(query: String, format: RowsFormat): (Long, String) = {
    val text = new StringWriter
    val rows = new RowsPrinter(new PrintWriter(text)).print(sql(query), format)
    (rows, text.toString)
  }

  private val three =
    "SELECT * FROM VALUES ('a', 1, named_struct('t', null)), ('', 20, named_struct('t', 'x')), " +
      "(null, null, null) AS t(key, n, state) ORDER BY n NULLS LAST"

  test("text: numbers to the right, structs as JSON, what is NULL") {
    assert(
      printed(three, RowsFormat.TEXT) == ((
        3L,
        "key      n  state\n----  ----  ----------\na        1  {\"t\":null}\n        20  {\"t\":\"x\"}\nNULL  NULL  NULL\n"
      ))
    )
  }

  test("text: control characters and values wider than a column") {
    val (_, text) = printed("SELECT concat('a', chr(27), repeat('b', 100)) AS x, 1 AS y", RowsFormat.TEXT)
    assert(text.linesIterator.toSeq.last == s"a?${"b" * 100}  1")
  }

  test("CSV: quotes where they are needed, nothing for a null, the same name twice") {
    val query = "SELECT * FROM VALUES ('a,b', 'say \"x\"', 'two\nlines'), ('', null, 'c') AS t(x, y, z)"
    assert(printed(query, RowsFormat.CSV)._2 == "x,y,z\n\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\n\"\",,c\n")
    assert(printed("SELECT 1 AS x, 2 AS x, array(1) AS a", RowsFormat.CSV)._2 == "x,x,a\n1,2,[1]\n")
  }

  test("JSON: an object in a line, nulls too; the same name twice is refused") {
    assert(
      printed(three, RowsFormat.JSON)._2 ==
        "{\"key\":\"a\",\"n\":1,\"state\":{\"t\":null}}\n{\"key\":\"\",\"n\":20,\"state\":{\"t\":\"x\"}}\n{\"key\":null,\"n\":null,\"state\":null}\n"
    )
    assert(
      intercept[UserError](printed("SELECT 1 AS x, 2 AS x", RowsFormat.JSON)).getMessage
        .contains("two columns are named 'x'")
    )
  }

  test("no rows have their columns, and more rows than are looked at come all") {
    assert(printed("SELECT 1 AS x WHERE false", RowsFormat.TEXT) == ((0L, "x\n-\n")))
    assert(printed("SELECT id FROM range(5000)", RowsFormat.TEXT)._1 == 5000)
  }

  test("it ends when nobody reads on") {
    val closed = new PrintWriter(
      new Writer {
        override def write(text: Array[Char], from: Int, length: Int): Unit =
          throw new IOException("broken pipe")
        override def flush(): Unit = ()
        override def close(): Unit = ()
      }
    )
    assert(new RowsPrinter(closed).print(sql("SELECT id FROM range(100000)"), RowsFormat.CSV) < 2000)
  }

  test("a command line is kept as a shell reads it, without secrets") {
    def shown(words: String*) =
      ShownCommand.of("twinstream", scala.collection.JavaConverters.seqAsJavaList(words))
    assert(shown("savepoint", "/s", "--set", "orders-0=1") == "twinstream savepoint /s --set orders-0=1")
    assert(shown("--sql", "SELECT 'x'") == """twinstream --sql 'SELECT '\''x'\'''""")
    assert(
      shown(
        "jdbc:postgresql://h/d?user=u&password=p&x=1"
      ) == "twinstream 'jdbc:postgresql://h/d?user=u&password=***&x=1'"
    )
    assert(
      shown(
        "--conf",
        "spark.hadoop.fs.s3a.secret.key=abc"
      ) == "twinstream --conf 'spark.hadoop.fs.s3a.secret.key=***'"
    )
    assert(shown("s3a://key:abc@bucket/x") == "twinstream 's3a://key:***@bucket/x'")
  }
}
