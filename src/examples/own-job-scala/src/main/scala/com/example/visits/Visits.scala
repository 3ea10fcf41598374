package com.example.visits

import org.apache.spark.sql.{Dataset, Row}
import org.apache.spark.sql.functions.{col, count, lit, split}
import org.apache.spark.streaming.dstream.DStream

final case class PageVisits(page: String, visits: Long)

/** A program that knows nothing of twinstream, and its port. */
object Visits {

  /** The classic one: the total of every page, with each batch. */
  def classic(lines: DStream[String]): DStream[PageVisits] =
    lines
      .map(line => (line.split(",")(1), 1L))
      .updateStateByKey[Long]((added: Seq[Long], total: Option[Long]) => Some(total.getOrElse(0L) + added.sum))
      .map { case (page, visits) => PageVisits(page, visits) }

  def port(records: Dataset[Row]): Dataset[Row] =
    records
      .select(split(col("value"), ",").getItem(1).as("page"))
      .groupBy("page")
      .agg(count(lit(1)).as("visits"))
}
