package io.twinstream.endtoend

import java.nio.file.{Files, Path, Paths}
import org.apache.spark.sql.SparkSession
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
  def write(folder: Path, statements: String*): Unit = {
    val java = Paths.get(System.getProperty("java.home"), "bin", "java").toString
    val target = Paths.get(sys.env("TWINSTREAM_TARGET"))
    val path = Seq(s"$home/*", s"$target/spark/jars/*", s"$target/test-classes").mkString(":")
    val options = Seq(s"@${Bin.home.resolve("conf/jvm.options")}", "-XX:TieredStopAtLevel=1", "-cp", path)
    val written = Bin.run(folder, (java +: options :+ getClass.getName.stripSuffix("$")) ++ statements: _*)
    assert(written.exit == 0, written)
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
