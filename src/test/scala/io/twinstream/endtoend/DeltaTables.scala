package io.twinstream.endtoend

import java.nio.file.{Files, Path, Paths}
import com.fasterxml.jackson.databind.ObjectMapper
import org.apache.spark.sql.SparkSession
import org.scalatest.Assertions
import scala.collection.JavaConverters._

/** Tables of Delta, which the build fetches for tests alone. */
object DeltaTables {
  private val home = Bin.home.resolve("target/delta/jars")

  /** What a user gives to `--classpath`. */
  def jars: String = {
    val found = Files.list(home).iterator.asScala.map(_.toString).toList.sorted
    assert(found.size == 2, found)
    found.mkString(",")
  }

  /** Has a program of its own, with Delta on its class path, run statements. */
  def write(folder: Path, statements: String*): Unit =
    run(folder, getClass.getName.stripSuffix("$"), statements: _*)

  /** Runs a program of the tests with Delta on its class path, and returns what it printed. */
  def run(folder: Path, main: String, args: String*): String = {
    val java = Paths.get(System.getProperty("java.home"), "bin", "java").toString
    val target = Paths.get(sys.env("TWINSTREAM_TARGET"))
    val path =
      Seq(s"$home/*", s"$target/spark/jars/*", s"$target/test-classes", s"$target/twinstream-app.jar")
        .mkString(":")
    val options = Seq(s"@${Bin.home.resolve("conf/jvm.options")}", "-XX:TieredStopAtLevel=1", "-cp", path)
    val ran = Bin.run(folder, (java +: options :+ main) ++ args: _*)
    assert(ran.exit == 0, ran)
    ran.out
  }

  /** Cancels the test on the line that Delta has no release for. */
  def cancelOnSpark4(): Unit =
    if (sys.env.get("TWINSTREAM_SPARK").contains("4")) Assertions.cancel("Delta has no release for Spark 4.2")

  /** The rows of a table, as Delta gives them; each value as a text. */
  def read(folder: Path, table: Path): Seq[Map[String, String]] = {
    val rows = Files.createTempDirectory(folder, "rows")
    write(folder, s"INSERT OVERWRITE DIRECTORY '$rows' USING json SELECT * FROM delta.`$table`")
    val files = Files.list(rows)
    try
      files.iterator.asScala
        .filter(_.toString.endsWith(".json"))
        .flatMap(file => Files.readAllLines(file).asScala)
        .map(line => new ObjectMapper().readTree(line))
        .map(row => row.fields.asScala.map(column => column.getKey -> column.getValue.asText).toMap)
        .toList
    finally files.close()
  }

  def main(statements: Array[String]): Unit = {
    val session = SparkSession
      .builder()
      .master("local[1]")
      .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
      .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
      .config("spark.sql.shuffle.partitions", "1")
      .getOrCreate()
    statements.foreach(session.sql(_))
    session.stop()
  }
}
