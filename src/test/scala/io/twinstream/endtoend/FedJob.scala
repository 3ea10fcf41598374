package io.twinstream.endtoend

import io.twinstream.TempFolder
import io.twinstream.local.feed.generator.{Generators}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Path
import org.apache.kafka.clients.producer.Producer

/** A job with lines that are fed to it, and what they come to: computed in SQL from the lines alone, which
  * are in the table `raw`. A row's last column is its amount, and those of the key come first.
  */
sealed abstract class FedJob(
    val name: String,
    kind: String,
    shares: Generators.Shares,
    val table: String,
    val unit: String
) {

  /** The rows, computed without the rule's code. */
  def answer: String

  /** The same rows as the job wrote them. */
  def written: String

  protected val keyColumns: Int

  def lines(seed: Long, count: Int): Seq[String] = {
    val made = Generators.of(kind, seed, shares, () => System.currentTimeMillis)
    Seq.fill(count)(new String(made.next().bytes, UTF_8))
  }

  def feed(
      folder: Path,
      lines: Seq[String],
      address: String,
      rate: Int,
      more: String*
  ): Bin.Running = {
    val file = TempFolder.write(folder.resolve(kind), lines.map(_ + "\n").mkString)
    Bin.start(
      folder,
      Seq("bin/twinstream", "feed", file.toString, "--to", s"kafka:$address/$kind") ++
        Seq("--partitions", "2", "--rate", rate.toString) ++ more
    )
  }

  /** Feeds lines without end, to a topic of two partitions that is there. */
  def feedBy(producer: Producer[Array[Byte], Array[Byte]]): Faults.Feeder = {
    val made = Generators.of(kind, 20261125L, shares, () => System.currentTimeMillis)
    new Faults.Feeder(producer, kind, () => new String(made.next().bytes, UTF_8))
  }

  def source(address: String): String = s"kafka:$address/$kind"

  def createTopic(broker: Broker): Unit = broker.create(kind, 2)

  def load(database: Database, lines: Seq[String]): Unit = database.connection { c =>
    c.createStatement.execute("CREATE TABLE IF NOT EXISTS raw (line text NOT NULL)")
    val insert = c.prepareStatement("INSERT INTO raw VALUES (?)")
    for (line <- lines) {
      insert.setString(1, line)
      insert.addBatch()
    }
    insert.executeBatch()
    ()
  }

  def isRight(database: Database): Boolean = database.query(written) == database.query(answer)

  def hasRows(database: Database): Boolean = database.exists(table) && database.query(written).nonEmpty

  /** What is in the table against what ought to be, key by key. */
  def verdict(database: Database): String = {
    val right = amounts(database.query(answer))
    val (lost, twice) = difference(database)
    s"${right.size} rows, ${right.values.sum} $unit; lost $lost, double counted $twice $unit"
  }

  /** How much of what ought to be in the table is not, and how much is too much. */
  def difference(database: Database): (Long, Long) = {
    val (right, found) = (amounts(database.query(answer)), amounts(database.query(written)))
    def missing(all: Map[Seq[String], Long], from: Map[Seq[String], Long]): Long =
      all.map { case (key, amount) => (amount - from.getOrElse(key, 0L)).max(0) }.sum
    (missing(right, found), missing(found, right))
  }

  private def amounts(rows: Seq[Seq[String]]): Map[Seq[String], Long] =
    rows.map(row => row.take(keyColumns) -> row.last.toLong).toMap
}

/** Orders, and revenue per category and window. */
object Orders
    extends FedJob("order-revenue", "orders", new Generators.Shares(0.05, 0.01, 0.01), "revenue", "cents") {
  override protected val keyColumns: Int = 3

  private val valid =
    """SELECT DISTINCT split_part(line, ',', 1) AS id, (split_part(line, ',', 3)::numeric * 100)::bigint AS cents,
      |  split_part(line, ',', 4) AS category, split_part(line, ',', 5)::bigint / 300000 * 300000 AS five
      |FROM (SELECT CASE WHEN line ~ '^[^,]+,[^,]+,[0-9]{1,12}(\.[0-9]{1,2})?,[^,]+,[0-9]{1,15}$' THEN line END AS line
      |  FROM raw) AS checked WHERE line IS NOT NULL""".stripMargin

  override val answer: String =
    s"""WITH orders AS ($valid), counted AS (
       |  SELECT five AS s, five + 300000 AS e, category, cents FROM orders
       |  UNION ALL SELECT five - 300000, five + 300000, category, cents FROM orders
       |  UNION ALL SELECT five, five + 600000, category, cents FROM orders)
       |SELECT s, e, category, count(*), sum(cents) FROM counted GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""".stripMargin

  override val written: String =
    s"""SELECT "windowStart", "windowEnd", category, orders, "revenueCents" FROM $table ORDER BY 1, 2, 3"""
}

/** Ballots of which one in ten comes again, and what all lines count for. */
object Votes extends FedJob("vote-tally", "votes", new Generators.Shares(0.05, 0.01, 0.1), "tally", "lines") {
  override protected val keyColumns: Int = 2

  override val answer: String =
    """WITH checked AS (SELECT line, line ~ '^[^,]+,[^,]*$' AS good FROM raw),
      |ballots AS (
      |  SELECT split_part(line, ',', 1) AS id, min(split_part(line, ',', 2)) AS candidate,
      |    count(DISTINCT line) = 1 AS one, count(*) AS lines FROM checked WHERE good GROUP BY 1),
      |counted AS (
      |  SELECT 'votes' AS kind, candidate, 1 AS lines FROM ballots WHERE one
      |  UNION ALL SELECT 'repeated', '', lines - 1 FROM ballots WHERE one
      |  UNION ALL SELECT 'spoiled', '', lines FROM ballots WHERE NOT one
      |  UNION ALL SELECT 'malformed', '', 1 FROM checked WHERE NOT good)
      |SELECT kind, candidate, sum(lines) FROM counted GROUP BY 1, 2 HAVING sum(lines) > 0 ORDER BY 1, 2""".stripMargin

  override val written: String =
    s"SELECT kind, candidate, count FROM $table WHERE count > 0 ORDER BY 1, 2"
}

/** Events of agents with corrections, and what their accounts are billed for. */
object Invoices
    extends FedJob("billing", "agents", new Generators.Shares(0.05, 0.01, 0.1), "invoices", "cents") {
  override protected val keyColumns: Int = 3

  override val answer: String =
    """WITH checked AS (SELECT line FROM raw
      |  WHERE line ~ '^[^,]+,[1-9][0-9]{0,8},[^,]+,[^,]*,(call|chat|ticket),[0-9]{1,9},[0-9]{1,15}$'),
      |events AS (
      |  SELECT split_part(line, ',', 1) AS id, split_part(line, ',', 2)::bigint AS revision,
      |    split_part(line, ',', 7)::bigint / 86400000 * 86400000 AS day, split_part(line, ',', 3) COLLATE "C" AS account,
      |    split_part(line, ',', 5) COLLATE "C" AS kind, split_part(line, ',', 6)::bigint AS quantity FROM checked),
      |newest AS (SELECT DISTINCT ON (id) * FROM events
      |  ORDER BY id, revision DESC, day DESC, account DESC, kind DESC, quantity DESC)
      |SELECT day, account, kind, count(*), sum(quantity),
      |  round(sum(quantity) * CASE kind WHEN 'call' THEN 12.5 WHEN 'chat' THEN 1.75 ELSE 240 END
      |    / CASE kind WHEN 'call' THEN 60 ELSE 1 END)
      |FROM newest WHERE quantity > 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""".stripMargin

  override val written: String =
    s"""SELECT "dayStart", account COLLATE "C", kind COLLATE "C", events, quantity, cents FROM $table
       |WHERE events > 0 ORDER BY 1, 2, 3""".stripMargin
}
