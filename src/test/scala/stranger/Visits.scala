package stranger

import org.apache.spark.sql.{Dataset, Row}
import org.apache.spark.sql.functions.{col, count, length, lit, split}
import org.apache.spark.streaming.dstream.DStream

final case class Visit(user: String, page: String)

final case class PageVisits(page: String, visits: Long, site: Option[String])

final case class Outputs(pages: DStream[PageVisits], users: DStream[String])

/** A Scala application: an object, case classes, `DStream`. */
object Visits {
  def classic(lines: DStream[String]): DStream[PageVisits] =
    lines
      .map(_.split(","))
      .map(fields => Visit(fields(0), fields(1)))
      .map(visit => (visit.page, 1L))
      .updateStateByKey[Long]((added: Seq[Long], total: Option[Long]) =>
        Some(total.getOrElse(0L) + added.sum)
      )
      .map { case (page, visits) => PageVisits(page, visits, None) }

  def port(records: Dataset[Row]): Dataset[Row] =
    records
      .select(split(col("value"), ",").getItem(1).as("page"))
      .groupBy("page")
      .agg(count(lit(1)).as("visits"))
      .withColumn("site", lit(null).cast("string"))

  def several(lines: DStream[String], least: Int): Outputs =
    Outputs(classic(lines), lines.map(_.split(",")(0)).filter(_.length >= least))

  def ports(records: Dataset[Row], least: Int): Map[String, Dataset[Row]] =
    Map("users" -> users(records, least), "pages" -> port(records))

  def pair(lines: DStream[String]): (DStream[PageVisits], DStream[String]) =
    (classic(lines), lines.map(_.split(",")(0)))

  def portsInOrder(records: Dataset[Row]): Seq[Dataset[Row]] = Seq(port(records), users(records, 0))

  private def users(records: Dataset[Row], least: Int) =
    records.select(split(col("value"), ",").getItem(0).as("user")).where(length(col("user")) >= least)
}
