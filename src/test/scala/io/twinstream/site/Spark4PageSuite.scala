package io.twinstream.site

import io.twinstream.TwinSession
import java.nio.file.{Files, Paths}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._
import scala.util.Try

/** `spark-4.md` against the Spark of this build; the suite runs on both lines. */
class Spark4PageSuite extends AnyFunSuite {
  private val is4 = org.apache.spark.SPARK_VERSION.startsWith("4.")
  private val page = Paths.get(sys.env("TWINSTREAM_HOME"), "src/site/markdown/spark-4.md")

  /** Lines of the table: setting, its default on 3.5, and on 4.2. */
  private lazy val settings = Files.readAllLines(page).asScala.toSeq.collect {
    case line if line.startsWith("| `spark.") =>
      line.split('|').toSeq.map(_.trim.stripPrefix("`").stripSuffix("`")).drop(1)
  }

  /** Spark's own entries, by their keys; public in its classes, if not in its API. */
  private lazy val defaults: Map[String, String] = (for {
    name <- Seq(
      "org.apache.spark.internal.config.package$",
      "org.apache.spark.internal.config.UI$",
      "org.apache.spark.internal.config.Worker$",
      "org.apache.spark.sql.internal.SQLConf$",
      "org.apache.spark.sql.internal.StaticSQLConf$"
    )
    holder = Class.forName(name)
    method <- holder.getMethods
    if method.getParameterCount == 0 && method.getReturnType.getName.contains("ConfigEntry")
    entry <- Try(method.invoke(holder.getField("MODULE$").get(null))).toOption
    key <- Try(entry.getClass.getMethod("key").invoke(entry).toString).toOption
  } yield key -> entry.getClass.getMethod("defaultValueString").invoke(entry).toString).toMap

  test("each default is that of this Spark") {
    assert(settings.size == 15)
    val seen = settings.map { case Seq(key, _, _) => key -> defaults.get(key) }
    val said = settings.map { case Seq(key, on3, on4) => key -> Some(if (is4) on4 else on3) }
    assert(seen == said)
  }

  test("a text that is no number, and an overflow") {
    val session = TwinSession.session.newSession()
    session.conf.unset("spark.sql.ansi.enabled")
    for (query <- Seq("SELECT CAST('x' AS INT)", "SELECT 2147483647 + 1"))
      assert(Try(session.sql(query).collect()).isFailure == is4, query)
  }
}
