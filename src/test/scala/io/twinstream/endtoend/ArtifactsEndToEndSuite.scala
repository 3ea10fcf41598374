package io.twinstream.endtoend

import io.twinstream.EndToEnd
import java.nio.file.Path
import java.util.zip.ZipFile
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What is in the jars that the build makes. */
@EndToEnd
class ArtifactsEndToEndSuite extends AnyFunSuite {

  private def classes(jar: Path): Seq[String] = {
    val zip = new ZipFile(jar.toFile)
    try zip.entries.asScala.map(_.getName).filter(_.endsWith(".class")).toVector
    finally zip.close()
  }

  test("the application jar has libraries of its own under names of its own, and connectors under theirs") {
    val known = Seq(
      "io/twinstream/",
      "picocli/", // options of jobs are annotated with it
      "org/apache/spark/streaming/kafka010/",
      "org/apache/spark/sql/kafka010/",
      "org/apache/spark/kafka010/",
      "org/apache/kafka/",
      "org/apache/commons/pool2/",
      "org/postgresql/"
    )
    val inside = classes(Jar.built)
    assert(inside.filterNot(name => known.exists(name.startsWith(_))) == Nil)
    for (library <- Seq("asm", "mustache", "guava"))
      assert(inside.exists(_.startsWith(s"io/twinstream/shaded/$library/")), library)
    assert(!inside.exists(_.startsWith("io/twinstream/bench/")))
  }

  test("the plain jar has our classes and no others") {
    val inside = classes(Jar.plain)
    assert(inside.nonEmpty && inside.forall(_.startsWith("io/twinstream/")))
    assert(!inside.exists(_.startsWith("io/twinstream/shaded/")))
  }
}
