package io.twinstream.migration.compare.rows

import io.twinstream.ends.kafka.KafkaClientSettings
import io.twinstream.engine.Sessions
import java.util.{Collections, Optional}
import org.apache.spark.sql.SparkSession
import scala.collection.JavaConverters._

/** Comparisons of rows, on the one session of the process. */
object RowsSession {

  /** A request with the options that a test needs. */
  final case class Asked(
      key: String,
      log: Boolean = false,
      window: Option[String] = None,
      order: Option[String] = None,
      ignore: Set[String] = Set.empty,
      rename: Map[String, String] = Map.empty,
      tolerance: Map[String, String] = Map.empty
  ) {
    def of(left: String, right: String): RowsRequest = new RowsRequest(
      left,
      right,
      key.split(",").filter(_.nonEmpty).toList.asJava,
      log,
      Optional.ofNullable(window.orNull),
      Optional.ofNullable(order.orNull),
      ignore.asJava,
      rename.asJava,
      tolerance.map { case (column, most) => column -> new java.math.BigDecimal(most) }.asJava,
      KafkaClientSettings.NONE
    )
  }

  private var current = Option.empty[SparkSession]

  /** Another one where a suite has stopped that of the JVM. */
  def session: SparkSession = synchronized {
    val running = current
      .filterNot(_.sparkContext.isStopped)
      .getOrElse(
        Sessions.openForQueries("rows", Map("spark.master" -> "local[2]").asJava, Collections.emptyMap())
      )
    current = Some(running)
    running
  }

  /** For suites behind which others make a Spark context of their own. */
  def stop(): Unit = synchronized {
    current.foreach(_.stop())
    current = None
  }

  /** Compares in a session of its own, with the settings that the command gives it; those of the executors
    * are of a whole application.
    */
  def compare(left: String, right: String, asked: Asked): RowsResult = {
    val comparison = RowsComparison.of(asked.of(left, right))
    val session = RowsSession.session.newSession()
    for ((name, value) <- comparison.defaults.asScala if name.startsWith("spark.sql."))
      session.conf.set(name, value)
    comparison.run(session)
  }
}
