package io.twinstream.endtoend

import io.twinstream.local.generator.{Generators, Shares}
import io.twinstream.TempFolder
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Path

/** Orders that were fed, and what they come to: computed in SQL from the lines alone. */
object Orders {
  val shares = new Shares(0.05, 0.01, 0.01)

  def lines(seed: Long, count: Int): Seq[String] = {
    val made = Generators.of("orders", seed, shares, () => System.currentTimeMillis)
    Seq.fill(count)(new String(made.next().bytes, UTF_8))
  }

  def write(folder: Path, lines: Seq[String]): Path =
    TempFolder.write(folder.resolve("orders"), lines.map(_ + "\n").mkString)

  /** The same pattern and arithmetic as the rule's, but none of its code. */
  private val valid =
    """SELECT DISTINCT split_part(line, ',', 1) AS id, (split_part(line, ',', 3)::numeric * 100)::bigint AS cents,
      |  split_part(line, ',', 4) AS category, split_part(line, ',', 5)::bigint / 300000 * 300000 AS five
      |FROM (SELECT CASE WHEN line ~ '^[^,]+,[^,]+,[0-9]{1,12}(\.[0-9]{1,2})?,[^,]+,[0-9]{1,15}$' THEN line END AS line
      |  FROM raw) AS checked WHERE line IS NOT NULL""".stripMargin

  val answer: String =
    s"""WITH orders AS ($valid), counted AS (
       |  SELECT five AS s, five + 300000 AS e, category, cents FROM orders
       |  UNION ALL SELECT five - 300000, five + 300000, category, cents FROM orders
       |  UNION ALL SELECT five, five + 600000, category, cents FROM orders)
       |SELECT s, e, category, count(*), sum(cents) FROM counted GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""".stripMargin

  def written(table: String): String =
    s"""SELECT "windowStart", "windowEnd", category, orders, "revenueCents" FROM $table ORDER BY 1, 2, 3"""

  def load(postgres: Postgres, lines: Seq[String]): Unit = postgres.connection { c =>
    c.createStatement.execute("CREATE TABLE raw (line text NOT NULL)")
    val insert = c.prepareStatement("INSERT INTO raw VALUES (?)")
    for (line <- lines) {
      insert.setString(1, line)
      insert.addBatch()
    }
    insert.executeBatch()
    ()
  }
}
