package io.twinstream.bench.cli

import io.twinstream.RuleTier
import io.twinstream.cli.{Main, ProjectFolder}
import org.scalatest.funsuite.AnyFunSuite
import scala.io.Source

/** The benchmark is built apart from the project, and with the same versions. */
@RuleTier
class ModuleSuite extends AnyFunSuite {
  private def pom(folder: String): String = {
    val source = Source.fromFile(ProjectFolder.resolve(folder).resolve("pom.xml").toFile, "UTF-8")
    try source.mkString
    finally source.close()
  }

  /** The values of a property: the default, and that of a profile if it has one. */
  private def values(pom: String, property: String): Seq[String] =
    s"<$property>([^<]*)</$property>".r.findAllMatchIn(pom).map(_.group(1)).toSeq

  for (property <- Seq("spark.version", "scala.binary", "hdrhistogram.version"))
    test(s"both poms have the same $property") {
      val ours = values(pom(""), property)
      assert(ours.nonEmpty && values(pom("src/bench/own"), property) == ours)
    }

  test("the application has no class of it, and no library that it alone uses") {
    def origin(each: Class[_]) = each.getProtectionDomain.getCodeSource.getLocation
    assert(origin(classOf[BenchCommand]) != origin(classOf[Main]))
    assert(!values(pom(""), "include").exists(_.contains("hdrhistogram")))
  }
}
